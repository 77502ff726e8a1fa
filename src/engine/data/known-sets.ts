import { image } from '../../network/tensor-type.ts';
import type { BuiltinSet } from '../builtin-sets.ts';
import type { Member } from './tar.ts';

/** A file of a well-known data set, where its makers keep it. */
export interface KnownFile {
  readonly name: string;
  readonly address: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of a gzipped tar archive: what is taken out of it. The archive itself is not kept. */
  readonly members?: readonly Member[];
}

/** A data set that is fetched once, when a trial first wants it. */
export interface KnownSet {
  /** Names among `files`, by what they hold. */
  readonly holds:
    | { readonly kind: 'idx'; readonly train: readonly [string, string]; readonly test: readonly [string, string] }
    | { readonly kind: 'cifar'; readonly train: readonly string[]; readonly test: string }
    | { readonly kind: 'text'; readonly file: string };
  readonly files: readonly KnownFile[];
  /** What an example is; absent where the source decides it, as the length of texts. */
  readonly examples?: BuiltinSet;
  /** Who made it and what its use needs; shown in hovers. */
  readonly about: string;
}

/** The four files of sets in the form of MNIST: name, bytes, digest. */
function mnistLike(
  folder: string,
  files: readonly (readonly [name: string, bytes: number, sha256: string])[],
): Pick<KnownSet, 'holds' | 'files' | 'examples'> {
  const named = (part: string) => [`${part}-images-idx3-ubyte.gz`, `${part}-labels-idx1-ubyte.gz`] as const;
  return {
    holds: { kind: 'idx', train: named('train'), test: named('t10k') },
    examples: { type: image(28, 28, 1), classes: 10 },
    files: files.map(([name, bytes, sha256]) => ({ name, address: `${folder}/${name}`, bytes, sha256 })),
  };
}

const cifarBatches = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);

export const knownSets: Readonly<Record<string, KnownSet>> = {
  cifar10: {
    about:
      '50,000 + 10,000 colour images, 32x32, 10 classes (Krizhevsky 2009); no formal licence, its makers ask to be cited, 170 MB.',
    holds: { kind: 'cifar', train: cifarBatches, test: 'test_batch.bin' },
    examples: { type: image(32, 32, 3), classes: 10 },
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        address: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        bytes: 170052171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        members: [...cifarBatches, 'test_batch.bin'].map((name) => ({
          path: `cifar-10-batches-bin/${name}`,
          bytes: 10_000 * 3073,
        })),
      },
    ],
  },
  fashion_mnist: {
    about: '60,000 + 10,000 images of clothes, 28x28, 10 classes (Xiao et al. 2017), MIT licence, 31 MB.',
    ...mnistLike('http://fashion-mnist.s3-website.eu-central-1.amazonaws.com', [
      ['train-images-idx3-ubyte.gz', 26421880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      ['train-labels-idx1-ubyte.gz', 29515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      ['t10k-images-idx3-ubyte.gz', 4422102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      ['t10k-labels-idx1-ubyte.gz', 5148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    ]),
  },
  kmnist: {
    about:
      '60,000 + 10,000 images of cursive Japanese characters, 28x28, 10 classes (Clanuwat et al. 2018), CC BY-SA 4.0, 21 MB.',
    ...mnistLike('http://codh.rois.ac.jp/kmnist/dataset/kmnist', [
      ['train-images-idx3-ubyte.gz', 18165135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
      ['train-labels-idx1-ubyte.gz', 29497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      ['t10k-images-idx3-ubyte.gz', 3041136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
      ['t10k-labels-idx1-ubyte.gz', 5120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    ]),
  },
  tiny_shakespeare: {
    about: '1,115,394 characters of Shakespeare, 65 different ones (Karpathy 2015, char-rnn), MIT licence, 1 MB.',
    holds: { kind: 'text', file: 'input.txt' },
    files: [
      {
        name: 'input.txt',
        address: 'https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt',
        bytes: 1115394,
        sha256: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
      },
    ],
  },
};
