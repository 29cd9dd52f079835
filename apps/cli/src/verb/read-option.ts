import { z } from 'zod';

/** The schema of an option's value, without its default. */
export function bareSchema(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return bareSchema(schema.unwrap());
  return schema;
}

/** The value that a schema expects, read from a text: lists are separated by commas, lists in lists by plus signs. Its schema checks it. */
export function readOption(schema: z.core.$ZodType, text: string, separator = ','): unknown {
  const value = bareSchema(schema);
  if (value instanceof z.ZodNumber) return text.trim() === '' ? Number.NaN : Number(text);
  if (value instanceof z.ZodBoolean) return BOOLEANS.get(text) ?? text;
  if (value instanceof z.ZodArray)
    return text.trim() === '' ? [] : text.split(separator).map((part) => readOption(value.element, part.trim(), '+'));
  if (value instanceof z.ZodUnion) {
    const readings = value.options.map((option) => [option, readOption(option, text)] as const);
    return readings.find(([option, reading]) => z.safeParse(option, reading).success)?.[1] ?? text;
  }
  return text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** The largest number of choices that stand where the value is written. */
const SHORT = 3;

/** The values that a person may write, as in `a whole number` or `fp32|fp16`. */
export function describeType(schema: z.core.$ZodType): string {
  const value = bareSchema(schema);
  if (value instanceof z.ZodEnum) return value.options.length > SHORT ? 'name' : value.options.join('|');
  if (value instanceof z.ZodLiteral) return [...value.values].join('|');
  if (value instanceof z.ZodNumber) return value.isInt ? 'whole number' : 'number';
  if (value instanceof z.ZodBoolean) return 'true|false';
  if (value instanceof z.ZodArray) return 'list';
  if (value instanceof z.ZodUnion) return value.options.map(describeType).join('|');
  return 'text';
}

/** The names from which a value, or each value of a list, is chosen; empty where others are possible. */
export function listChoices(schema: z.core.$ZodType): readonly string[] {
  const value = bareSchema(schema);
  if (value instanceof z.ZodEnum) return value.options.map(String);
  return value instanceof z.ZodArray ? listChoices(value.element) : [];
}

/** The default of an option in words; null without one. */
export function describeDefault(schema: z.core.$ZodType): string | null {
  if (!(schema instanceof z.ZodDefault)) return null;
  const value: unknown = schema.parse(undefined);
  return Array.isArray(value) ? value.map((each) => (Array.isArray(each) ? each.join('+') : String(each))).join(',') : String(value);
}
