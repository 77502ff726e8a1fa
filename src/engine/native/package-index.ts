import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NativeError } from './native-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Address of the Python registry's simple index: from the environment or from pip's configuration files, which is where
 * pip itself looks. Throws a `NativeError` (`index`) if neither names one.
 */
export function indexAddress(env: Environment = process.env, files: readonly string[] = pipFiles(env)): string {
  const address = env.PIP_INDEX_URL || files.map(indexIn).find((found) => found !== undefined);
  if (address) return address.replace(/\/+$/, '');
  throw new NativeError(
    'index',
    "Without Python (with pip) the address of a Python package index is needed: set the environment variable PIP_INDEX_URL to it (it ends in '/simple'), or install Python.",
  );
}

/** In the order that pip lets them override each other, the strongest first. */
function pipFiles(env: Environment): string[] {
  const home = homedir();
  const own = env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : [];
  if (process.platform === 'win32') return [...own, join(env.APPDATA ?? home, 'pip', 'pip.ini')];
  const config = env.XDG_CONFIG_HOME || join(home, '.config');
  return [...own, join(config, 'pip/pip.conf'), join(home, '.pip/pip.conf'), '/etc/pip.conf'];
}

function indexIn(file: string): string | undefined {
  let section = '';
  for (const line of readOr(file, '').split(/\r?\n/)) {
    section = /^\s*\[(.+)\]/.exec(line)?.[1] ?? section;
    const value = /^\s*index-url\s*[=:]\s*(\S+)/.exec(line)?.[1];
    if (value !== undefined && (section === 'global' || section === 'download')) return value;
  }
  return undefined;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

/** The address of a file on a page of the simple index (PEP 503), or undefined if the page does not list it. */
export function linkTo(file: string, page: string, pageAddress: string): URL | undefined {
  for (const [, href = ''] of page.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi)) {
    const url = new URL(href.replaceAll('&amp;', '&'), pageAddress);
    if (decodeURIComponent(url.pathname).endsWith(`/${file}`)) return url;
  }
  return undefined;
}
