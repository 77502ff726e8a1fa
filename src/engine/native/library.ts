import { NativeError } from './native-error.ts';

/** Newer ones change headers that the addon includes; its source fits this one unchanged. */
const version = '2.16.1';

/** A wheel of the Python registry that holds libtensorflow and its C headers. */
export interface NativeLibrary {
  /** Folder of the installation: version, platform and architecture. */
  readonly name: string;
  readonly version: string;
  /** In the Python registry. */
  readonly package: string;
  /** What pip calls the platform. */
  readonly platform: string;
  readonly wheel: string;
  readonly sha256: string;
  /** Shared libraries in the wheel, as the addon links them. */
  readonly libraries: readonly [string, string];
  /** On the disk while it is installed: the wheel beside what is unpacked of it. */
  readonly bytes: number;
}

/** The wheels are for CPython 3.11, of which nothing is used: any one of the version holds the same libraries. */
export const pythonTag = { version: '311', implementation: 'cp', abi: 'cp311' } as const;

const elf = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const machO = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] as const;
const BYTES = 950_000_000;

/** By Node's platform and architecture. The digests are those of the registry's index. */
const wheels: Readonly<Record<string, Omit<NativeLibrary, 'name' | 'version' | 'bytes'>>> = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    platform: 'manylinux2014_x86_64',
    wheel: `tensorflow_cpu-${version}-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
    sha256: '8fde4a1a1515f3099119c2d71e1653aa6e7ae81ec58b7cb045cab5e5bb147b8b',
    libraries: elf,
  },
  'linux-arm64': {
    package: 'tensorflow',
    platform: 'manylinux2014_aarch64',
    wheel: `tensorflow-${version}-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl`,
    sha256: '617df9fa2d697c4bc22fa3ee87eb01d580ab1bd0438fea15c4ec2f2870c40bb0',
    libraries: elf,
  },
  'darwin-x64': {
    package: 'tensorflow',
    platform: 'macosx_10_15_x86_64',
    wheel: `tensorflow-${version}-cp311-cp311-macosx_10_15_x86_64.whl`,
    sha256: 'f8a5b83ca4bf1813da158f63479cfdf848c0761e5120258417b3a96074a489f5',
    libraries: machO,
  },
  'darwin-arm64': {
    package: 'tensorflow',
    platform: 'macosx_12_0_arm64',
    wheel: `tensorflow-${version}-cp311-cp311-macosx_12_0_arm64.whl`,
    sha256: 'cc2065d1d27f9f89fea8a0fe8fdf6c437ae60987cd7f2928e0d00e532e79e44d',
    libraries: machO,
  },
};

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** False where the C library is musl, which no wheel of TensorFlow is made for. */
  readonly glibc: boolean;
}

export function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, glibc: platform !== 'linux' || hasGlibc() };
}

function hasGlibc(): boolean {
  // The report would look up the names of all connections.
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** Throws a `NativeError` (`platform`) where no wheel fits. */
export function libraryFor({ platform, arch, glibc }: Machine): NativeLibrary {
  const key = `${platform}-${arch}`;
  const wheel = wheels[key];
  if (!wheel || !glibc) {
    const where = wheel ? `${key} with musl` : key;
    throw new NativeError(
      'platform',
      `There is no native TensorFlow for ${where}, only for ${Object.keys(wheels).join(', ')} (with glibc). The engine 'wasm' works here without installation.`,
    );
  }
  return { ...wheel, name: `${version}-${key}`, version, bytes: BYTES };
}
