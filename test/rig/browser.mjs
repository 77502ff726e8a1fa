// Headless Chromium, driven by playwright-core.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM } from './paths.mjs';

/** `$CHROMIUM_PATH`, else the one that setup.mjs unpacked, else an installed one. */
function findChromium() {
  const own = join(CHROMIUM, 'chromium');
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executable = process.env.CHROMIUM_PATH || [own, ...installed].find((file) => existsSync(file));
  if (!executable) throw new Error('No Chromium: run `node test/rig/setup.mjs` or set CHROMIUM_PATH.');
  const env = { ...process.env };
  if (executable === own) {
    const libraries = spawnSync('ldd', [own], { encoding: 'utf8' }).stdout ?? '';
    if (libraries.includes('not found')) {
      env.LD_LIBRARY_PATH = [join(CHROMIUM, 'al2023/lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':');
    }
    if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH = join(CHROMIUM, 'fonts');
  }
  return { executable, env };
}

/** @param {{ state?: string, width?: number, height?: number, colorScheme?: 'dark' | 'light' }} options */
export async function launchBrowser(options = {}) {
  const { chromium } = await import('playwright-core');
  const { executable, env } = findChromium();
  const profile = mkdtempSync(join(options.state ?? tmpdir(), 'chr-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    env,
    headless: true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.colorScheme ?? 'dark',
    chromiumSandbox: false,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      '--no-sandbox', // tests run as root in containers
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1', // nothing leaves the machine
    ],
  });
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close().catch(() => {});
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
