import { describeRemoval, listRemovedUnits, type Removal, removesNothing } from './removal.ts';

/** How removed blocks are replaced, as a study sets it. */
export interface CommandRepair {
  readonly kind: string;
  /** Short name of the calibration text. */
  readonly calibration: string;
  readonly window: number;
  /** Number of windows from the start; null = all. */
  readonly windows: number | null;
  readonly bos: string;
  readonly alpha?: number | 'auto';
  readonly rank?: number;
  readonly tokenRule: string;
  /** The format that holds the repaired model; null = that of the source. */
  readonly format: string | null;
}

/** What a command says beside the removed units. */
export interface PruneCommandOptions {
  /** Null = nothing replaces the removed blocks. */
  readonly repair: CommandRepair | null;
  /** ONNX: whether the weights file holds the kept weights only. Without it, the whole file of the parent is linked. */
  readonly copyWeights: boolean;
}

/**
 * The command that writes a model without the units of a removal, such as
 * `lamina prune org/name --remove 3,4 --remove-mlp 7 --out name-without-3-4-mlp-7`. Words that a shell would read otherwise are quoted. Calibration
 * texts are those that Lamina brings, by name.
 * @param model as `lamina prune` takes it: a folder, a bundled model, or org/name on the hub
 * @throws Error for a removal that takes nothing: there is no such command
 */
export function writePruneCommand(model: string, removal: Removal, { repair, copyWeights }: PruneCommandOptions): string {
  if (removesNothing(removal)) throw new Error(`A command that removes ${describeRemoval(removal)} from ${model} does not exist`);
  const { removed: blocks, removedAttention: attention, removedMlp: mlp } = listRemovedUnits(removal);
  const option = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [name, list.join(',')]);
  const part = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [`${name}${list.join('-')}`]);
  const gone = [...part('', blocks), ...part('attention-', attention), ...part('mlp-', mlp)].join('-');
  const words = [
    ...['lamina', 'prune', model],
    ...option('--remove', blocks),
    ...option('--remove-attention', attention),
    ...option('--remove-mlp', mlp),
    ...(repair === null ? [] : writeRepair(repair)),
    ...(copyWeights ? ['--copy-weights'] : []),
    ...['--out', `${nameOf(model)}-without-${gone}${repair === null ? '' : `-${repair.kind}`}`],
  ];
  return words.map(quote).join(' ');
}

function writeRepair({ kind, calibration, window, windows, bos, alpha, rank, tokenRule, format }: CommandRepair): readonly string[] {
  const option = (name: string, value: string | number | undefined | null): readonly string[] => (value == null ? [] : [name, `${value}`]);
  return [
    ...['--repair', kind, '--calibration-text', calibration, '--calibration-documents'],
    ...option('--window', window),
    ...option('--calibration-windows', windows),
    ...(bos === 'auto' ? [] : ['--bos', bos]),
    ...option('--repair-alpha', alpha),
    ...option('--repair-rank', rank),
    ...(tokenRule === 'all' ? [] : ['--token-rule', tokenRule]),
    ...option('--format', format),
  ];
}

/** The last part of a path or of org/name, without revision and variant. */
function nameOf(model: string): string {
  const [path = model] = model.split(/[@:]/);
  return path.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'model';
}

function quote(word: string): string {
  return /^[\w./:@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command of Lamina for any shell: npx finds it in a clone, where the package is installed, and else in the registry, where `lamina` is another project. */
export function toNpxCommand(command: string): string {
  return command.replace(/^lamina /, 'npx lamina-llm ');
}

/** The command that writes a model with other weights, such as `lamina quantize org/name --precision int8 --out name-int8`. */
export function writeQuantizeCommand(model: string, precision: string): string {
  return ['lamina', 'quantize', model, '--precision', precision, '--out', `${nameOf(model)}-${precision}`].map(quote).join(' ');
}
