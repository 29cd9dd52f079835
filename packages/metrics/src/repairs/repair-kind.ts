/** Training-free repairs of a removed run of blocks, cheapest first; solveRepair defines each of them. */
export const REPAIR_KINDS = [
  'none',
  'scalar',
  'scalar-ls',
  'diagonal',
  'diagonal-ls',
  'hadamard-diagonal',
  'linear-fold',
  'linear',
  'low-rank',
] as const;

export type RepairKind = (typeof REPAIR_KINDS)[number];

/** The kind of a removal that nothing replaces. */
export const NO_REPAIR = 'none' satisfies RepairKind;

/**
 * Which tokens of the calibration text are used. `all`: every token. `no-sinks`: without the first token of each window and without tokens whose
 * state is more than 10 times as long as the median. `balanced`: every token, with its states divided by the square root of the product of their
 * lengths.
 */
export const TOKEN_RULES = ['all', 'no-sinks', 'balanced'] as const;

export type TokenRule = (typeof TOKEN_RULES)[number];

/** Whether a repair is a ridge regression and so has an alpha. */
export function takesRidge(kind: RepairKind): kind is 'linear-fold' | 'linear' | 'low-rank' {
  return kind === 'linear-fold' || kind === 'linear' || kind === 'low-rank';
}

/** Whether a repair multiplies the stream by one number. */
export function isScalar(kind: RepairKind): kind is 'scalar' | 'scalar-ls' {
  return kind === 'scalar' || kind === 'scalar-ls';
}

/** The repairs that each format can hold. Only ONNX has a place for a new operator; other formats hold what folds into weights they have. */
export const REPAIRS_OF_FORMAT = {
  onnx: REPAIR_KINDS,
  safetensors: ['none', 'scalar', 'scalar-ls', 'linear-fold'],
  gguf: ['none'],
} as const satisfies Readonly<Record<string, readonly RepairKind[]>>;

/** A format of model files. */
export type RepairFormat = keyof typeof REPAIRS_OF_FORMAT;

/** Whether models of a format can hold a repair. @param format null = not known */
export function holdsRepair(format: RepairFormat | null, kind: RepairKind): boolean {
  const held: readonly RepairKind[] = format === null ? [] : REPAIRS_OF_FORMAT[format];
  return held.includes(kind);
}

/** Whether a repair minimises a squared error, so that token weights affect it. */
export function isLeastSquares(kind: RepairKind): boolean {
  return takesRidge(kind) || kind === 'scalar-ls' || kind === 'diagonal-ls';
}
