import type { ModelChange } from '@lamina/engine';
import { option } from '@lamina/jobs';
import { changeOf, createRemoval, NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { findRepair, type RepairOptions } from './repair-options.ts';

const blocks = z.array(z.int()).optional();

/** One removal: `--remove 3,4 --remove-attention 7 --remove-mlp 2`. */
export const REMOVAL_OPTIONS = {
  remove: option(blocks, 'Removed blocks', 'Without these blocks, counted from 0.', 'blocks'),
  removeAttention: option(blocks, 'Removed attentions', 'Without the attention of these blocks.', 'blocks'),
  removeMlp: option(blocks, 'Removed MLPs', 'Without the MLP of these blocks.', 'blocks'),
};

type RemovalOptions = { readonly [Name in keyof typeof REMOVAL_OPTIONS]?: readonly number[] | undefined };

/** The removal in the options; undefined if they name none. @throws AppError BAD_USER_INPUT. */
export function findRemoval({ remove, removeAttention, removeMlp }: RemovalOptions): Removal | undefined {
  if ((remove ?? removeAttention ?? removeMlp) === undefined) return undefined;
  return createRemoval({ blocks: remove, attention: removeAttention, mlp: removeMlp });
}

/** The change that the options make to a model. @throws AppError BAD_USER_INPUT. */
export function readChange(options: RemovalOptions & RepairOptions): ModelChange {
  return changeOf(findRemoval(options) ?? NOTHING_REMOVED, findRepair(options));
}

/** Removals in the order of the command line. */
export interface OrderedRemovals {
  readonly options: readonly Option[];
  /** The removals, after the command line is parsed. @throws AppError BAD_USER_INPUT. */
  readonly list: () => readonly Removal[];
}

/** Indices of a removal by its parts. */
type Draft = { blocks?: readonly number[]; attention?: readonly number[]; mlp?: readonly number[] };

const FLAGS = [
  { part: 'blocks', flag: '--remove <blocks>', description: 'Without these blocks, counted from 0' },
  { part: 'attention', flag: '--remove-attention <blocks>', description: 'Without the attention of these blocks' },
  { part: 'mlp', flag: '--remove-mlp <blocks>', description: 'Without the MLP of these blocks' },
] as const satisfies readonly { readonly part: keyof Draft; readonly flag: string; readonly description: string }[];

/**
 * The same options for commands that take several removals. They are read from left to right: a flag that the current removal already has starts the
 * next removal, and "" is the whole model.
 *
 *     --remove "" --remove 3,4 --remove-attention 7 --remove-attention 5   →   the whole, without 3, 4 and the attention of 7, without that of 5
 */
export function createOrderedRemovals(): OrderedRemovals {
  const drafts: Draft[] = [];
  const add = (part: keyof Draft, removed: readonly number[]): void => {
    const last = drafts.at(-1);
    const isWhole = last !== undefined && Object.values(last).every(({ length }) => length === 0);
    if (last === undefined || isWhole || removed.length === 0 || part in last) drafts.push({ [part]: removed });
    else last[part] = removed;
  };
  const options = FLAGS.map(({ part, flag, description }) =>
    new Option(flag, `${description}; repeat for further removals, "" for the whole model.`).argParser((text: string) =>
      add(part, parseIndices(text)),
    ),
  );
  return { options, list: () => drafts.map(createRemoval) };
}

function parseIndices(text: string): readonly number[] {
  if (text.trim() === '') return [];
  const values = text.split(',').map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
  if (values.some((value) => !Number.isInteger(value))) throw new InvalidArgumentError('expected block indices such as 3,4.');
  return values;
}
