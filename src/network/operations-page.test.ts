import { expect, test } from 'vitest';
import { operations } from './operations.ts';
import { operationsPage } from './operations-page.ts';

test('docs/operations.md says what the table says', async () => {
  await expect(operationsPage(operations.values())).toMatchFileSnapshot('../../docs/operations.md');
});
