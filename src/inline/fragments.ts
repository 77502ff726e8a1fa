import type { Fragment } from './fragment.ts';
import { markdownFragments } from './markdown.ts';
import { pythonFragments } from './python.ts';
import { templateFragments } from './template.ts';

interface Host {
  /** True of every text that holds a fragment, and cheap. */
  readonly sign: RegExp;
  fragments(text: string): Fragment[];
}

const script: Host = { sign: /\bcell\s*`/, fragments: templateFragments };

/** The languages that Cell code may stand in, by the id that editors give them. */
const hosts = {
  markdown: { sign: /(?:```|~~~)[ \t]*cell\b/i, fragments: markdownFragments },
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  python: { sign: /\bcell\s*\(\s*[a-zA-Z]{0,2}(?:"""|''')|^\s*%%cell\b/, fragments: pythonFragments },
} as const satisfies Record<string, Host>;

export type HostLanguage = keyof typeof hosts;

export const hostLanguages = Object.keys(hosts) as readonly HostLanguage[];

export const isHostLanguage = (language: string): language is HostLanguage => Object.hasOwn(hosts, language);

/** False only where there is no fragment. */
export const mayHoldFragments = (language: HostLanguage, text: string): boolean => hosts[language].sign.test(text);

/** The pieces of Cell code in a text, in its order. A text without one costs one search for a few words. */
export const fragmentsOf = (language: HostLanguage, text: string): Fragment[] =>
  mayHoldFragments(language, text) ? hosts[language].fragments(text) : [];
