import type { Refuse } from '@lamina/errors';
import { findOptionWords } from '@lamina/jobs';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type { FieldType, SchemaType } from '../../paging/field.ts';
import { BosPolicy, ExecutionProvider } from '../vocabulary/measurement.ts';
import { WeightPrecision } from '../vocabulary/model.ts';
import { Search, SearchFitness, Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind, TokenRule } from '../vocabulary/repair.ts';

/** Enums of the API; an option has the first that knows all its choices. */
const ENUMS = [BosPolicy, ExecutionProvider, WeightPrecision, Search, SearchFitness, Strategy, UnitKind, RepairKind, TokenRule];

/** Names of the input types in an input type, and which texts are global ids, both by option. */
export interface InputNames {
  readonly types?: Readonly<Record<string, string>>;
  readonly ids?: readonly string[];
}

/** Input types by name: several inputs share those of their parts. */
const made = new Map<string, abstract new () => object>();

/** The input type of a schema: a field for each of its options, with the words, the type and the default of the option. */
export function inputOf(name: string, description: string, schema: z.ZodObject, names: InputNames = {}): abstract new () => object {
  const existing = made.get(name);
  if (existing !== undefined) return existing;
  const input = { [name]: class {} }[name] ?? class {};
  InputType(name, { description })(input);
  for (const [option, field] of Object.entries(schema.shape)) {
    const words = findOptionWords(field);
    if (words === undefined) throw new Error(`the option ${option} of ${name} has no words`);
    const type = names.ids?.includes(option) ? toIds(field) : toType(field, { ...names, option });
    const isNullable = z.safeParse(field, undefined).success;
    const defaultValue = field instanceof z.ZodDefault && !(bareSchema(field) instanceof z.ZodArray) ? field.parse(undefined) : undefined;
    Field(() => type, { nullable: isNullable, description: words.description, defaultValue })(input.prototype, option);
  }
  made.set(name, input);
  return input;
}

/** The schema of an option's value, without its default. */
function bareSchema(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return bareSchema(schema.in);
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodReadonly
  )
    return bareSchema(schema.unwrap());
  return schema;
}

function toIds(schema: z.core.$ZodType): FieldType {
  return bareSchema(schema) instanceof z.ZodArray ? [ID] : ID;
}

function toType(schema: z.core.$ZodType, place: InputNames & { readonly option: string }): FieldType {
  const value = bareSchema(schema);
  if (value instanceof z.ZodArray) return [toType(value.element, place)];
  if (value instanceof z.ZodBoolean) return Boolean;
  if (value instanceof z.ZodEnum) return getEnum(value.options);
  if (value instanceof z.ZodNumber) return value.isInt ? Int : Float;
  if (value instanceof z.ZodObject) {
    const { option, types = {} } = place;
    const name = types[option];
    if (name === undefined) throw new Error(`the input type of ${option} has no name`);
    return inputOf(name, findOptionWords(schema)?.description ?? `One of the ${option}.`, value, place); // An element of a list has no words of its own.
  }
  // A number or a word, such as `auto`, is a text too.
  return String;
}

function getEnum(options: readonly (string | number)[]): SchemaType {
  const found = ENUMS.find((each) => options.every((option) => Object.values<string | number>(each).includes(option)));
  if (found === undefined) throw new Error(`no enum of the API has the values ${options.join(', ')}`);
  return found;
}

/**
 * The options in an input, complete: null and what is left out have their defaults, and a value that a list repeats counts once.
 * @throws AppError BAD_USER_INPUT naming every problem
 */
export function readInput<Schema extends z.ZodObject>(schema: Schema, input: object, refuse: Refuse): z.output<Schema> {
  const result = schema.safeParse(toOptions(input, schema));
  return result.success ? result.data : refuse(z.prettifyError(result.error));
}

function toOptions(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  const expected = schema && bareSchema(schema);
  if (Array.isArray(value)) {
    const element = expected instanceof z.ZodArray ? expected.element : undefined;
    return [...new Set(value.map((each) => toOptions(each, element)))];
  }
  // A number or a word is sent as a text.
  if (expected instanceof z.ZodUnion && typeof value === 'string' && !Number.isNaN(Number(value))) return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  const shape: Readonly<Record<string, z.core.$ZodType>> = expected instanceof z.ZodObject ? expected.shape : {};
  const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(given.map(([name, each]) => [name, toOptions(each, shape[name])]));
}
