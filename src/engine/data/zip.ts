import { inflateRawSync } from 'node:zlib';
import { malformed, readData } from './files.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** The members of a ZIP file by name, unpacked: stored or deflated, without encryption, below 4 GB (APPNOTE 6.3). */
export async function readZip(folder: string, file: string): Promise<Map<string, Buffer>> {
  const content = await readData(folder, file);
  const end = endOf(content);
  if (end < 0) throw malformed(file, 'it has no directory of members at its end. It is no ZIP file, or cut off.');
  const count = content.readUInt16LE(end + 10);
  let at = content.readUInt32LE(end + 16);
  const members = new Map<string, Buffer>();
  for (let i = 0; i < count; i++) {
    if (at + 46 > content.length || content.readUInt32LE(at) !== ENTRY) {
      throw malformed(file, `at offset ${at} it has no entry of its directory. It is damaged.`);
    }
    const nameLength = content.readUInt16LE(at + 28);
    const name = content.toString('utf8', at + 46, at + 46 + nameLength);
    members.set(name, member(content, at, `${file} (${name})`));
    at += 46 + nameLength + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return members;
}

/** Where the record at the end starts; a comment may follow it. */
function endOf(content: Buffer): number {
  for (let at = content.length - 22; at >= 0 && at > content.length - 65_600; at--) {
    if (content.readUInt32LE(at) === END) return at;
  }
  return -1;
}

function member(content: Buffer, entry: number, name: string): Buffer {
  const method = content.readUInt16LE(entry + 10);
  const packed = content.readUInt32LE(entry + 20);
  const local = content.readUInt32LE(entry + 42);
  if (local + 30 > content.length || content.readUInt32LE(local) !== LOCAL) {
    throw malformed(name, `at offset ${local} it does not start. The file is damaged.`);
  }
  const start = local + 30 + content.readUInt16LE(local + 26) + content.readUInt16LE(local + 28);
  const bytes = content.subarray(start, start + packed);
  if (method === 0) return bytes;
  if (method !== 8) throw malformed(name, `it is packed by method ${method}; known are stored and deflated.`);
  try {
    return inflateRawSync(bytes);
  } catch {
    throw malformed(name, `from offset ${start} on it can not be unpacked. The file is damaged.`);
  }
}
