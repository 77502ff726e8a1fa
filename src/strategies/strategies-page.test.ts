import { expect, test } from 'vitest';
import { strategies } from './registry.ts';
import { strategiesPage } from './strategies-page.ts';

test('docs/strategies.md says what the registry says', async () => {
  await expect(strategiesPage(strategies.values())).toMatchFileSnapshot('../../docs/strategies.md');
});
