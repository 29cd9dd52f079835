import type { Change } from './change.ts';
import { describeRemoval, listRemovedUnits, removesNothing } from './removal.ts';
import { readMixture } from './type-mixture.ts';
import { readKeptItems } from './vocabulary/kept-items.ts';
import { WEIGHT_PRECISIONS } from './weight-precision.ts';

/** How removed units are replaced, as a study sets it. */
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
}

/** Works in any shell: npx finds Lamina in a clone, where the package is installed, and else in the registry, where `lamina` is another project. */
const PROGRAM = ['npx', 'lamina-llm'];

/**
 * The command that writes a changed model, such as `npx lamina-llm prune org/name --remove 3,4 --remove-mlp 7 --out name-without-3-4-mlp-7` or
 * `npx lamina-llm quantize org/name --precision int8 --out name-int8`. Words that a shell would read otherwise are quoted. Calibration texts are those
 * that Lamina brings, by name.
 * @param model as `lamina prune` takes it: a folder, a bundled model, or org/name on the hub
 * @param options.copyWeights ONNX: whether the weights file holds the kept weights only; without it, the whole file of the parent is linked
 * @throws Error for a change that changes nothing: there is no such command
 */
export function writeChangeCommand(
  model: string,
  { remove, repair, precision, keepVocabulary }: Change<CommandRepair>,
  { copyWeights }: { readonly copyWeights: boolean },
): string {
  const isOnnx = WEIGHT_PRECISIONS.some((one) => one === precision);
  if (precision !== null && (isOnnx || (removesNothing(remove) && keepVocabulary === null)))
    return join([
      'quantize',
      model,
      ...(isOnnx ? ['--precision', precision] : writeTypes(precision)),
      '--out',
      `${nameOf(model)}-${nameTypes(precision)}`,
    ]);
  if (removesNothing(remove) && keepVocabulary === null)
    throw new Error(`A command that removes ${describeRemoval(remove)} from ${model} does not exist`);
  const { removed: blocks, removedAttention: attention, removedMlp: mlp } = listRemovedUnits(remove);
  const option = (name: string, list: readonly (number | string)[]): readonly string[] => (list.length === 0 ? [] : [name, list.join(',')]);
  const part = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [`${name}${list.join('-')}`]);
  const removed = [...part('', blocks), ...part('attention-', attention), ...part('mlp-', mlp)].join('-');
  const typed = precision === null ? null : nameTypes(precision);
  const names = [nameOf(model), removed === '' ? '' : `without-${removed}`, repair?.kind, keepVocabulary?.replaceAll(',', '-'), typed];
  const kept = readKeptItems(keepVocabulary ?? ''); // All tokens stay.
  return join([
    ...['prune', model],
    ...option('--remove', blocks),
    ...option('--remove-attention', attention),
    ...option('--remove-mlp', mlp),
    ...(repair === null ? [] : writeRepair(repair)),
    ...option('--keep-vocabulary', [...kept.classes, ...kept.texts]),
    ...option('--max-vocabulary', kept.most === null ? [] : [kept.most]),
    ...(precision === null ? [] : writeTypes(precision)),
    ...(copyWeights ? ['--copy-weights'] : []),
    ...['--out', names.filter((name) => name !== undefined && name !== null && name !== '').join('-')],
  ]);
}

/** A mixture is too long for the name of a folder. */
function nameTypes(precision: string): string {
  return readMixture(precision) === null ? precision : 'mixed-types';
}

/** llama.cpp's substitutes take the place of types whose blocks do not divide a row, as in the files that it makes. */
function writeTypes(type: string): readonly string[] {
  return ['--types', type, '--fallback'];
}

function writeRepair({ kind, calibration, window, windows, bos, alpha, rank, tokenRule }: CommandRepair): readonly string[] {
  const option = (name: string, value: string | number | undefined | null): readonly string[] => (value == null ? [] : [name, `${value}`]);
  return [
    ...['--repair', kind, '--calibration-text', calibration, '--calibration-documents'],
    ...option('--window', window),
    ...option('--calibration-windows', windows),
    ...(bos === 'auto' ? [] : ['--bos', bos]),
    ...option('--repair-alpha', alpha),
    ...option('--repair-rank', rank),
    ...(tokenRule === 'all' ? [] : ['--token-rule', tokenRule]),
  ];
}

function join(words: readonly string[]): string {
  return [...PROGRAM, ...words].map(quote).join(' ');
}

/** The last part of a path or of org/name, without revision and variant. */
function nameOf(model: string): string {
  const [path = model] = model.split(/[@:]/);
  return path.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'model';
}

function quote(word: string): string {
  return /^[\w./:@,+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
