import { AppError } from '@lamina/errors';
import type { TaskItem, TaskItemKind } from '../definition/task-item.ts';
import { printPythonValue } from '../python/print-python-value.ts';
import { parsePythonLiteral } from '../python/python-literal.ts';
import { isDigitText, splitWords, stripText } from '../python/python-text.ts';
import { getText, getTextList, type Row } from '../task/row.ts';
import { compileTemplate } from '../template/compile-template.ts';
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
function readOptions(settings: TaskSettings): OptionsReader | undefined {
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

/** The values of doc_to_text, doc_to_target and doc_to_choice for one row. */
type Field = (row: Row) => unknown;

/** How the rows of a task file become questions. */
export interface ItemReader {
  readonly toItem: (row: Row) => TaskItem;
  readonly kind: TaskItemKind;
}

/**
 * Reads doc_to_text, doc_to_target and doc_to_choice as the harness does: the name of a column means the column, and anything else is a template. For
 * tasks with choices, rendered text that contains only digits is a number. Choices are a list, a column or a template that gives a list.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/task.py, doc_to_text, doc_to_target and doc_to_choice.
 * @param firstRow the first scored row, which determines whether a task has several inputs, as in the harness
 */
export function readItem(settings: TaskSettings, outputType: string, firstRow: Row): ItemReader {
  const hasChoices = settings.find('doc_to_choice') !== undefined;
  const question = readField(settings, 'doc_to_text', hasChoices);
  const target = readTarget(settings, hasChoices);
  if (outputType === 'loglikelihood') {
    return {
      kind: 'continuation',
      toItem: (row) => ({ kind: 'continuation', question: textOf(question(row)), target: textOf(target(row)) }),
    };
  }
  if (outputType === 'loglikelihood_rolling') return { kind: 'text', toItem: (row) => ({ kind: 'text', text: textOf(target(row)) }) };
  const choices = hasChoices ? readChoices(settings) : undefined;
  if (outputType === 'generate_until') {
    const options = readOptions(settings);
    return {
      kind: 'generation',
      toItem: (row) => ({ ...toGeneration(row, { question, target, choices }), ...(options ? { options: options(row) } : {}) }),
    };
  }
  if (choices === undefined) return settings.refuse('doc_to_choice', 'is missing', 'the choices of a multiple_choice task');
  if (typeof question(firstRow) === 'number') {
    return {
      kind: 'inputs',
      toItem: (row) => ({ kind: 'inputs', choices: choices(row), continuation: textOf(target(row)), gold: Number(question(row)) }),
    };
  }
  return { kind: 'choices', toItem: (row) => toChoices(textOf(question(row)), choices(row), target(row)) };
}

function readField(settings: TaskSettings, key: string, hasChoices: boolean): Field {
  // The harness asks nothing where a field is absent.
  const written = settings.find(key) ?? '';
  if (typeof written === 'number') return () => written;
  if (typeof written !== 'string') return settings.refuse(key, 'is neither a text nor a number', 'a column or a template');
  const template = compileTemplate(written);
  return (row) => {
    if (Object.hasOwn(row, written)) return row[written];
    const text = template.render(row);
    return hasChoices && isDigitText(text) ? Number(text) : text;
  };
}

function readTarget(settings: TaskSettings, hasChoices: boolean): Field {
  const written = settings.find('doc_to_target');
  if (Array.isArray(written)) return () => written;
  const field = readField(settings, 'doc_to_target', hasChoices);
  return (row) => {
    const value = field(row);
    const isList = typeof value === 'string' && typeof written === 'string' && !Object.hasOwn(row, written) && /^\[[\s\S]*\]$/.test(value);
    return isList ? parseOrKeep(value) : value;
  };
}

function parseOrKeep(text: string): unknown {
  try {
    return parsePythonLiteral(text);
  } catch {
    // The harness does not parse a text that only looks like a list.
    return text;
  }
}

function readChoices(settings: TaskSettings): (row: Row) => readonly string[] {
  const written = settings.find('doc_to_choice');
  if (typeof written !== 'string') {
    const list = Array.isArray(written) ? written : Object.values(written as object);
    return () => list.map(textOf);
  }
  const template = compileTemplate(written);
  return (row) => {
    const value = Object.hasOwn(row, written) ? row[written] : template.evaluate(row);
    return Array.isArray(value) ? value.map(textOf) : settings.refuse('doc_to_choice', 'gives no list', 'a list of texts');
  };
}

function toChoices(question: string, choices: readonly string[], target: unknown): TaskItem {
  const indexOf = (value: unknown) => {
    const index = typeof value === 'string' ? choices.indexOf(value) : Number(value);
    return index < choices.length && !(typeof value === 'string' && index < 0) ? index : -100;
  };
  if (Array.isArray(target)) {
    // An empty list has no right choice and no answer to show.
    const [gold = -100, ...alsoRight] = target.map(indexOf);
    const [answer = ''] = target;
    return { kind: 'choices', question, choices, gold, alsoRight, answer: textOf(answer) };
  }
  return { kind: 'choices', question, choices, gold: indexOf(target), answer: typeof target === 'string' ? target : undefined };
}

function toGeneration(
  row: Row,
  { question, target, choices }: { question: Field; target: Field; choices: ((row: Row) => readonly string[]) | undefined },
): TaskItem {
  const value = target(row);
  const gold = choices !== undefined && typeof value === 'number' ? choices(row).at(value) : value;
  return { kind: 'generation', question: textOf(question(row)), references: Array.isArray(gold) ? gold.map(textOf) : [textOf(gold)] };
}

/** Python's str(). */
function textOf(value: unknown): string {
  return printPythonValue(value);
}
