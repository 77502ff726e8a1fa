// Loaded by the extension host in place of the suite: sends what the suite prints to a file that code-web.mjs copies
// to its own output (the workbench's console would mix it with VS Code's log), then runs the suite.
'use strict';
const { openSync, writeFileSync, writeSync } = require('node:fs');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

exports.run = async () => {
  const { CODE_WEB_OUT: out, CODE_WEB_TESTS: tests } = process.env;
  const file = openSync(out, 'a');
  const stream = () =>
    new Writable({
      decodeStrings: true,
      write(chunk, _encoding, done) {
        writeSync(file, chunk);
        done();
      },
    });
  const stdout = stream();
  const stderr = stream();
  // The extension host pins console.* and process.std*.write (their setters do nothing): replace the objects themselves.
  Object.defineProperty(process, 'stdout', { value: stdout, configurable: true });
  Object.defineProperty(process, 'stderr', { value: stderr, configurable: true });
  globalThis.console = new Console({ stdout, stderr });
  await require(tests).run();
  // VS Code reports an extension host that dies in the middle as status 0; without this file that is no success.
  writeFileSync(`${out}.ok`, 'ok');
};
