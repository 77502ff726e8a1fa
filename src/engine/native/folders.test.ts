import { expect, test } from 'vitest';
import { userFolder } from './folders.ts';
import { libraryFor } from './library.ts';
import { placeOf } from './unpack.ts';

test('what the projects of a user share lies where the platform keeps such things', () => {
  expect(userFolder({}, 'linux', '/home/a')).toBe('/home/a/.cache/cellwright');
  expect(userFolder({ XDG_CACHE_HOME: '/data/cache' }, 'linux', '/home/a')).toBe('/data/cache/cellwright');
  expect(userFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/cellwright');
  expect(userFolder({ LOCALAPPDATA: '/local' }, 'win32', '/a')).toBe('/local/cellwright');
  expect(userFolder({ CELLWRIGHT_HOME: '/elsewhere', XDG_CACHE_HOME: '/data' }, 'linux', '/home/a')).toBe('/elsewhere');
});

test('of a wheel only what is needed is unpacked, and nothing outside of the folder', () => {
  const library = libraryFor({ platform: 'linux', arch: 'x64', glibc: true });
  const place = (path: string): string | undefined => placeOf(path, library);
  expect(place('tensorflow/libtensorflow_cc.so.2')).toBe('lib/libtensorflow_cc.so.2');
  expect(place('tensorflow/include/tensorflow/c/eager/c_api.h')).toBe('include/tensorflow/c/eager/c_api.h');
  expect(place('tensorflow/include/LICENSE')).toBe('licenses/LICENSE');
  expect(place('tensorflow/include/tensorflow/c/')).toBeUndefined();
  expect(place('tensorflow/include/tensorflow/c/../../../../../evil.h')).toBeUndefined();
  expect(place('tensorflow/python/framework/ops.py')).toBeUndefined();
});
