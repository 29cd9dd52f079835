import { createRemoval, type Removal } from '@lamina/plans';
import { type Command, Option } from 'commander';
import { parseIndices } from './parse-options.ts';

/** `--remove 3,4 --remove-attention 7 --remove-mlp 2`, each at most once. */
export interface RemovalFlags {
  readonly remove?: readonly number[];
  readonly removeAttention?: readonly number[];
  readonly removeMlp?: readonly number[];
}

/** The option for each list of a removal. */
const FLAGS = { blocks: '--remove <blocks>', attention: '--remove-attention <blocks>', mlp: '--remove-mlp <blocks>' } as const;
const PARTS = ['blocks', 'attention', 'mlp'] as const satisfies readonly (keyof Removal)[];

/** Adds the options for one removal; `verb` says what the command does without these parts, such as "score". */
export function addRemovalOptions(command: Command, verb: string): Command {
  return command
    .option(FLAGS.blocks, `${verb} without these blocks`, parseIndices)
    .option(FLAGS.attention, `${verb} without the attention of these blocks`, parseIndices)
    .option(FLAGS.mlp, `${verb} without the MLP of these blocks`, parseIndices);
}

/** The removal in the flags; undefined if there is none. @throws AppError BAD_USER_INPUT. */
export function findRemoval({ remove, removeAttention, removeMlp }: RemovalFlags): Removal | undefined {
  const named = { blocks: remove, attention: removeAttention, mlp: removeMlp };
  const lists = Object.entries(named).filter(([, list]) => list !== undefined);
  return lists.length === 0 ? undefined : createRemoval(Object.fromEntries(lists));
}

/** Removals in the order of the command line. */
export interface RemovalsOptions {
  readonly options: readonly Option[];
  /** The removals, after the command line is parsed. @throws AppError BAD_USER_INPUT. */
  readonly list: () => readonly Removal[];
}

/**
 * The same options for commands that take several removals. They are read from left to right: a flag that the current removal already has starts the
 * next removal, and "" is the whole model.
 *
 *     --remove "" --remove 3,4 --remove-attention 7 --remove-attention 5   →   the whole, without 3, 4 and the attention of 7, without that of 5
 */
export function createRemovalsOptions(description: string): RemovalsOptions {
  const drafts: Partial<Record<keyof Removal, readonly number[]>>[] = [];
  const take = (part: keyof Removal, blocks: readonly number[]): void => {
    const last = drafts.at(-1);
    const isWhole = last !== undefined && Object.values(last).every(({ length }) => length === 0);
    if (last === undefined || isWhole || blocks.length === 0 || part in last) drafts.push({ [part]: blocks });
    else last[part] = blocks;
  };
  const options = PARTS.map((part) => {
    const subject = part === 'blocks' ? 'blocks' : `blocks' ${part === 'mlp' ? 'MLP' : part}`;
    return new Option(FLAGS[part], `${description} these ${subject}; repeat for further removals, "" for the whole model`).argParser(
      (text: string) => take(part, parseIndices(text)),
    );
  });
  return { options, list: () => drafts.map(createRemoval) };
}
