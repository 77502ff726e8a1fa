import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hostLanguages } from '../inline/fragments.ts';
import { commands, contextKeys, languageId, panels, runItems, settings, views } from './contributions.ts';

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly { id: string; configuration: string; icon: Record<string, string> }[];
    readonly grammars: readonly { language: string; path: string }[];
    readonly snippets: readonly { language: string; path: string }[];
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string }[];
    readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
const { contributes } = manifest;

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

test('every command is contributed, with the category that the palette shows', () => {
  expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(Object.values(commands)));
  expect(sorted(contributes.commands.map(({ category }) => category))).toEqual(['Cellwright']);
});

test('menus, keys and welcome texts name existing commands', () => {
  const used = [
    ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
    ...contributes.keybindings.map(({ command }) => command),
    ...contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/command:(cellwright\.\w+)/g)].map((m) => m[1] ?? ''),
    ),
  ];
  const known: readonly string[] = Object.values(commands);
  expect(used.filter((command) => !known.includes(command))).toEqual([]);
});

test('when-clauses use the context keys, views, items and language that the code sets', () => {
  const clauses = JSON.stringify([contributes.menus, contributes.keybindings, contributes.viewsWelcome]);
  const known: readonly string[] = [
    ...Object.values(commands),
    ...Object.values(contextKeys),
    ...Object.values(views),
    ...Object.values(panels),
  ];
  expect(sorted(clauses.match(/cellwright\.\w+/g) ?? []).filter((name) => !known.includes(name))).toEqual([]);
  for (const key of Object.values(contextKeys).filter((key) => clauses.includes(key) === false)) {
    expect.fail(`no when-clause reads ${key}`);
  }
  expect(sorted(clauses.match(/(?:editor|resource)LangId == (\w+)/g) ?? [])).toEqual([
    `editorLangId == ${languageId}`,
    `resourceLangId == ${languageId}`,
  ]);
  const items: readonly string[] = Object.values(runItems);
  const compared = [...clauses.matchAll(/viewItem [!=]= ([\w.]+)/g)].map((match) => match[1] ?? '');
  expect(compared.filter((item) => !items.includes(item))).toEqual([]);
});

test('settings, views and panels agree', () => {
  expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(sorted(Object.values(settings)));
  expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([views.container]);
  expect(contributes.views[views.container]?.map(({ id }) => id)).toEqual([views.runs]);
  // Languages that Cell code may stand in; the server starts only where some does.
  const events = [
    ...hostLanguages.map((id) => `onLanguage:${id}`),
    ...Object.values(panels).map((id) => `onWebviewPanel:${id}`),
  ];
  expect(sorted(manifest.activationEvents)).toEqual(sorted(events));
});

test('contributed files exist', () => {
  const [language] = contributes.languages;
  expect(language?.id).toBe(languageId);
  const files = [
    manifest.icon,
    language?.configuration ?? '',
    ...Object.values(language?.icon ?? {}),
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.snippets.map(({ path }) => path),
    ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
  ];
  expect(files.filter((file) => !existsSync(`${root}/${file}`))).toEqual([]);
});
