import { version } from '../../package.json';

export const productVersion: string = version;

/** What a run was made with. */
export const versions = (): Record<string, string> => ({ cellwright: version, node: process.versions.node });
