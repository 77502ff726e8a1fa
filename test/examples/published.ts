/** A space (or a cell) of `examples/spaces` with the size that its paper gives. */
export interface PublishedSpace {
  readonly file: string;
  readonly name: string;
  readonly count: bigint;
  /** As the paper writes it, or how it follows from the paper's description. */
  readonly formula: string;
  /** Whether the paper itself gives the figure; else it is counted by hand from its description. */
  readonly isPublished: boolean;
  readonly source: string;
}

const dartsCell = 1_037_664_180n;

const product = (factors: readonly bigint[]): bigint => factors.reduce((a, b) => a * b, 1n);
const sum = (terms: readonly bigint[]): bigint => terms.reduce((a, b) => a + b, 0n);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** B blocks: each two tensors out of b + 1, each through one of eight operations. */
const pnas = (blocks: number): bigint => product(upTo(blocks).map((b) => BigInt((b + 1) ** 2 * 64)));

function choose(n: bigint, k: bigint): bigint {
  let ways = 1n;
  for (let i = 0n; i < k; i++) ways = (ways * (n - i)) / (i + 1n);
  return ways;
}

/** Ten edges, each none or one of six motifs; a motif that no edge uses has no decisions. */
function hierarchical(): bigint {
  let total = 0n;
  for (let used = 0n; used <= 6n; used++) {
    let edges = 0n;
    for (let j = 0n; j <= used; j++) edges += (j % 2n ? -1n : 1n) * choose(used, j) * (used + 1n - j) ** 10n;
    total += choose(6n, used) * edges * (6n ** 6n) ** used;
  }
  return total;
}

const published = (file: string, name: string, count: bigint, formula: string, source: string): PublishedSpace => ({
  file,
  name,
  count,
  formula,
  source,
  isPublished: true,
});

const byHand = (file: string, name: string, count: bigint, formula: string, source: string): PublishedSpace => ({
  ...published(file, name, count, formula, source),
  isPublished: false,
});

/** Every space that the design names. */
export const publishedSpaces: readonly PublishedSpace[] = [
  published('nasbench201', 'NB201', 15_625n, '5⁶', 'Dong and Yang 2020'),
  published(
    'nasbench101',
    'NB101',
    2n ** 21n * 3n ** 5n,
    '2²¹ · 3⁵',
    'Ying et al. 2019, before its limit of nine edges',
  ),
  published('darts', 'normal', dartsCell, '180 · 7⁸', 'Liu, Simonyan and Yang 2019, a cell'),
  published('darts', 'DARTS', dartsCell ** 2n, '(180 · 7⁸)²', 'the same, both cells'),
  published('pc_darts', 'PCDARTS', dartsCell ** 2n, '(180 · 7⁸)²', 'Xu et al. 2020'),
  byHand('nasnet', 'NASNet', (720n * 720n * 13n ** 10n * 2n ** 5n) ** 2n, '(6!² · 13¹⁰ · 2⁵)²', 'Zoph et al. 2018'),
  published('pnas', 'block', pnas(5), '(2² · 8²)(3² · 8²) … (6² · 8²)', 'Liu et al. 2018a, B = 5'),
  byHand('pnas', 'PNASGrowing', sum(upTo(5).map(pnas)), 'the same, summed over B = 1 … 5', 'Liu et al. 2018a'),
  published('enas_macro', 'ENASMacro', 6n ** 12n * 2n ** 66n, '6¹² · 2⁶⁶', 'Pham et al. 2018'),
  byHand('enas_micro', 'ENASMicro', (720n * 720n * 5n ** 10n) ** 2n, '(6!² · 5¹⁰)²', 'Pham et al. 2018, as described'),
  published('enas_micro', 'ENASMicroAsCounted', 600n ** 4n, '(5 · 5!)⁴', 'Pham et al. 2018, as counted there'),
  published('recurrent', 'ENASRecurrent', 8_036_313_307_545_600n, '4¹² · 12!', 'Pham et al. 2018'),
  published('recurrent', 'DARTSRecurrent', 2_642_411_520n, '4⁸ · 8!', 'Liu, Simonyan and Yang 2019'),
  byHand('zoph_chain', 'Chain', 64n ** 15n * 2n ** 105n, '(4 · 4 · 4)¹⁵ · 2¹⁰⁵', 'Zoph and Le 2017'),
  byHand(
    'mobilenet',
    'MobileNet',
    3n * (12n * (12n + 12n ** 2n + 12n ** 3n)) ** 5n * 13n * 6n,
    '3 · (12 · (12 + 12² + 12³))⁵ · 13 · 6',
    'stages like those of Cai et al. 2019',
  ),
  byHand(
    'hierarchical',
    'Hierarchical',
    hierarchical(),
    '(6⁶)⁶ · 7¹⁰, less motifs that no edge uses',
    'Liu et al. 2018b',
  ),
  byHand(
    'transformer',
    'Encoder',
    6n * sum([2n, 3n, 4n, 5n, 6n].map((n) => 108n ** n)),
    '3 · 2 · (108² + … + 108⁶)',
    'Vaswani et al. 2017',
  ),
  byHand(
    'heterogeneous',
    'Sensors',
    6n * (1n + 2n + 4n) * sum([1n, 2n, 3n, 4n].map((n) => 18n ** n)),
    '(18 + … + 18⁴) · (1 + 2 + 2²) · 6',
    'convolutions, recurrent layers, attention',
  ),
  byHand('mlp', 'Table', 3n * sum([1n, 2n, 3n, 4n].map((n) => 48n ** n)), '3 · (48 + … + 48⁴)', 'layers for tables'),
  byHand('binarised', 'BNAS', (180n * 8n ** 8n) ** 2n, '(180 · 8⁸)²', 'Kim, Singh and Choi 2020'),
];

/** The table of docs/language.md. */
export function publishedTable(): string {
  const rows = publishedSpaces.map(({ file, name, count, formula, source, isPublished }) => {
    const figure = count < 10n ** 18n ? count.toLocaleString('en') : scientific(count);
    return `| [${file}](../examples/spaces/${file}.cell) | \`${name}\` | ${figure} | ${formula} | ${source}${isPublished ? '' : '; by hand'} |`;
  });
  return [
    '| example | space or cell | architectures | which is | source |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function scientific(count: bigint): string {
  const digits = String(count);
  return `${digits[0]}.${digits.slice(1, 4)} · 10^${digits.length - 1}`;
}
