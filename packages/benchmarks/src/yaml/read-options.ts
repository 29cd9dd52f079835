import { AppError } from '@lamina/errors';
import { splitWords, stripText } from '../python/python-text.ts';
import { getText, getTextList, type Row } from '../task/row.ts';
import type { TaskSettings } from './task-settings.ts';

/** The choices of an answer in one row. */
type OptionsReader = (row: Row) => readonly string[];

/** Filters that need the question's options, and how they find them in a row. */
const READERS: Readonly<Record<string, OptionsReader>> = {
  multi_choice_regex: (row) => getTextList(row, 'choices'),
  'utils.MultiChoiceRegexFilter': (row) => listLettered(getText(row, 'input')),
  'utils.WordSortFilter': (row) => listWords(getText(row, 'input')),
};

/** The function that reads a row's options, if a filter of the task needs them; otherwise undefined. */
export function readOptions(settings: TaskSettings): OptionsReader | undefined {
  const steps = settings.listNested('filter_list').flatMap((pipeline) => pipeline.listNested('filter'));
  const names = steps.map((step) => step.findName('function')).filter((name) => name !== undefined);
  return names.map((name) => READERS[name]).find((reader) => reader !== undefined);
}

/** "(A) red\n(B) blue" */
function listLettered(question: string): readonly string[] {
  return [...question.matchAll(/\([A-Z]\)([^\n^(]*)/g)].map(([, option = '']) => stripText(option));
}

/** "Sort these. List: pear fig" */
function listWords(question: string): readonly string[] {
  const [, list] = question.split('List:');
  if (list === undefined) {
    throw new AppError('BAD_USER_INPUT', `The words to sort are missing: "${question.slice(0, 80)}" holds no "List:".`);
  }
  return splitWords(list);
}
