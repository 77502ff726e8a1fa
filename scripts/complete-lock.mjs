// `node scripts/complete-lock.mjs`: adds to package-lock.json the packages for other platforms that npm left out.
// npm drops an optional package that the registry at hand does not serve, and `npm ci` then refuses the lock file
// everywhere. Platform packages are pinned exactly, so their entries follow from the packages that want them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = join(fileURLToPath(new URL('..', import.meta.url)), 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));

/** `@swc/core-linux-arm-gnueabihf` → os, cpu and C library, as its own manifest would say. */
function platformOf(name) {
  const [, os, cpu, abi = ''] =
    /[-/](android|darwin|freebsd|linux|openbsd|openharmony|win32)-(\w+?)(?:-(\w+))?$/.exec(name) ?? [];
  if (!os) return undefined;
  const libc =
    os === 'linux' ? (abi.startsWith('musl') ? { libc: ['musl'] } : abi === 'gnu' ? { libc: ['glibc'] } : {}) : {};
  return { os: [os], cpu: [cpu], ...libc };
}

let added = 0;
for (const [where, parent] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (where === '' || lock.packages[key] || lock.packages[`${where}/${key}`]) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d+\.\d+\.\d+$/.test(version)) {
      process.stderr.write(`${name}@${version}, wanted by ${where}, is missing and not a platform package\n`);
      process.exitCode = 1;
      continue;
    }
    lock.packages[key] = { version, ...(parent.dev && { dev: true }), optional: true, ...platform };
    added++;
  }
}
const byName = ([a], [b]) => a.localeCompare(b, 'en');
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages added\n`);
