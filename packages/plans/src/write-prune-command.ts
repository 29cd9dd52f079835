import { describeRemoval } from './describe-removal.ts';
import { type Removal, removesNothing } from './removal.ts';

/**
 * The command that writes a model without the units of a removal, such as
 * `lamina prune org/name --remove 3,4 --remove-mlp 7 --out name-without-3-4-mlp-7`. Words that a shell would read otherwise are quoted.
 * @param model as `lamina prune` takes it: a folder, a bundled model, or org/name on the hub
 * @throws Error for a removal that takes nothing: there is no such command
 */
export function writePruneCommand(model: string, removal: Removal): string {
  if (removesNothing(removal)) throw new Error(`A command that removes ${describeRemoval(removal)} from ${model} does not exist`);
  const { blocks, attention, mlp } = removal;
  const option = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [name, list.join(',')]);
  const part = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [`${name}${list.join('-')}`]);
  const gone = [...part('', blocks), ...part('attention-', attention), ...part('mlp-', mlp)].join('-');
  const words = [
    ...['lamina', 'prune', model],
    ...option('--remove', blocks),
    ...option('--remove-attention', attention),
    ...option('--remove-mlp', mlp),
    ...['--out', `${nameOf(model)}-without-${gone}`],
  ];
  return words.map(quote).join(' ');
}

/** The last part of a path or of org/name, without revision and variant. */
function nameOf(model: string): string {
  const [path = model] = model.split(/[@:]/);
  return path.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'model';
}

function quote(word: string): string {
  return /^[\w./:@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
