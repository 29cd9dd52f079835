import { getAt } from '@lamina/errors';
import { findOptionWords } from '@lamina/jobs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { bareSchema, describeDefault, describeType, listChoices, readOption } from './read-option.ts';

/** Columns of --help-all in a file. */
const HELP_WIDTH = 120;

/** Help text for a model, in every command that takes one. */
export const MODEL_HELP = 'folder[:variant], .onnx file, bundled or recorded model, or org/name[@revision][:variant] on the hub';

type NameIn<Options extends z.ZodObject> = keyof z.output<Options> & string;

/** A command: its schema is the only shape of its options. */
export interface Verb<Options extends z.ZodObject> {
  /** Default `<model>`; `...` for several. */
  readonly argument?: string;
  readonly argumentHelp?: string;
  readonly options: Options;
  /** The flags that `--help` shows, in this order, at most ten. */
  readonly shown: readonly NameIn<Options>[];
  /** Flags that only `--help-all` shows. Every other option is set by `--set name=value`; `--help-all` lists all. */
  readonly hidden?: readonly NameIn<Options>[];
  /** Options whose order counts, so that no schema reads them; the first is shown. */
  readonly ordered?: readonly Option[];
  /** Text after the options. */
  readonly notes?: string;
  run(subject: readonly string[], options: z.output<Options>): Promise<void>;
}

/** The command of a verb. Wrong usage ends with exit code 2, an unknown name in `--set` with the nearest known one. */
export function defineVerb<Options extends z.ZodObject>(verb: Verb<Options>): Command {
  const { argument = '<model>', argumentHelp = MODEL_HELP, options, shown, hidden = [], ordered = [], notes } = verb;
  const shape: Readonly<Record<string, z.core.$ZodType>> = options.shape;
  const command = new Command().argument(argument, argumentHelp);
  for (const option of shown) command.addOption(createFlag(option, getField(shape, option)));
  for (const [place, option] of ordered.entries()) command.addOption(place === 0 ? option : option.hideHelp());
  for (const option of hidden) command.addOption(createFlag(option, getField(shape, option)).hideHelp());
  const flags = new Set<string>([...shown, ...hidden]);
  const others = Object.keys(shape).filter((option) => !flags.has(option));
  const given: Record<string, unknown> = {};
  if (shown.length < Object.keys(shape).length) {
    if (others.length > 0)
      command.option('--set <name=value>', 'set another option of --help-all; may be repeated', (text) => {
        const [option, value] = readSetting(text, others, shape);
        given[option] = value;
      });
    command.option('--help-all', 'list every option with its type and default').on('option:help-all', () => {
      process.stdout.write(`${describeAll(command, others, shape)}\n`);
      throw new CommanderError(0, 'commander.helpDisplayed', '');
    });
  }
  if (notes !== undefined) command.addHelpText('after', `\n${notes}`);
  return command.action(async (subject: string | readonly string[]) => {
    const set = Object.fromEntries(Object.entries(command.opts()).filter(([option]) => flags.has(option)));
    const parsed = options.safeParse({ ...set, ...given });
    if (!parsed.success) command.error(`error: ${describeIssues(parsed.error)}`, { exitCode: 2 });
    else await verb.run([subject].flat(), parsed.data);
  });
}

function getField(shape: Readonly<Record<string, z.core.$ZodType>>, name: string): z.core.$ZodType {
  const schema = shape[name];
  if (schema === undefined) throw new Error(`the schema has no option ${name}`);
  return schema;
}

/** `--self-check`: how a person writes `selfCheck`. */
function toFlag(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function createFlag(name: string, schema: z.core.$ZodType): Option {
  const { unit } = findOptionWords(schema) ?? {};
  const isSwitch = bareSchema(schema) instanceof z.ZodBoolean;
  const isOn = isSwitch && z.safeParse(schema, undefined).data === true;
  const placeholder = isSwitch ? '' : ` <${unit ?? describeType(schema).replace('whole number', 'n')}>`;
  const flag = new Option(`--${isOn ? 'no-' : ''}${toFlag(name)}${placeholder}`, describe(schema, placeholder));
  if (flag.variadic) flag.argParser(collectFiles);
  else if (!isSwitch) flag.argParser<unknown>((text) => check(schema, readOption(schema, text)));
  return z.safeParse(schema, undefined).success ? flag : flag.makeOptionMandatory();
}

/** The words of an option, its choices unless `shown` has them, and its default. */
function describe(schema: z.core.$ZodType, shown: string): string {
  const { description = '' } = findOptionWords(schema) ?? {};
  const choices = listChoices(schema);
  const names = choices.length < 2 || shown.includes('|') ? '' : ` One of ${choices.join(', ')}.`;
  const fallback = shown === '' ? null : describeDefault(schema);
  return `${description}${names}${fallback ? ` (${fallback})` : ''}`;
}

function collectFiles(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file];
}

function check(schema: z.core.$ZodType, value: unknown): unknown {
  const checked = z.safeParse(schema, value);
  if (checked.success) return checked.data;
  throw new InvalidArgumentError(describeIssues(checked.error));
}

function readSetting(text: string, others: readonly string[], shape: Readonly<Record<string, z.core.$ZodType>>): [string, unknown] {
  const [, name = '', value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (value === undefined) throw new InvalidArgumentError('write name=value, such as seed=1.');
  const option = others.find((other) => toFlag(other) === name);
  if (option === undefined) {
    const flags = Object.keys(shape).map(toFlag);
    if (flags.includes(name)) throw new InvalidArgumentError(`${name} is a flag: write --${name}.`);
    const nearest = findNearest(name, flags);
    throw new InvalidArgumentError(
      `there is no option ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`} --help-all lists all options.`,
    );
  }
  const schema = getField(shape, option);
  return [option, check(schema, readOption(schema, value))];
}

function describeIssues({ issues }: z.core.$ZodError): string {
  return issues.map(({ message, path }) => (path.length > 0 ? `--${toFlag(String(path[0]))}: ${message}` : message)).join('; ');
}

function describeAll(command: Command, others: readonly string[], shape: Readonly<Record<string, z.core.$ZodType>>): string {
  const flags = command.options.map(({ flags: term, description }) => ({ term, description }));
  const settings = others.map((name) => {
    const schema = getField(shape, name);
    const type = describeType(schema);
    return { term: `${toFlag(name)}=<${type}>`, description: describe(schema, type) };
  });
  const helper = command.createHelp();
  helper.helpWidth = process.stdout.columns || HELP_WIDTH;
  const width = Math.max(...[...flags, ...settings].map(({ term }) => term.length));
  const print = ({ term, description }: (typeof flags)[number]): string => helper.formatItem(term, width, description, helper);
  const set = settings.length === 0 ? [] : ['', 'Set by --set name=value:', ...settings.map(print)];
  return [`Flags of lamina ${command.name()}:`, ...flags.map(print), ...set].join('\n');
}

/** The name with the fewest changed letters; undefined if none is near. */
function findNearest(wanted: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, changes: countChanges(wanted, name) }))
    .filter(({ name, changes }) => changes <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.changes - b.changes);
  return nearest?.name;
}

/** Letters that are inserted, left out or replaced (Levenshtein). */
function countChanges(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [place, letter] of [...a].entries()) {
    const next = [place + 1];
    for (const [column, other] of [...b].entries()) {
      const [left = 0, above = 0, before = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, before + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return getAt(row, b.length);
}
