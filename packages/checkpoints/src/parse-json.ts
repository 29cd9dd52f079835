import { AppError } from '@lamina/errors';
import type { Json } from './checkpoint.ts';

/** Whether a parsed value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A JSON object from text.
 * @param place what the text is, for the message
 * @throws AppError MODEL_MALFORMED where it is something else.
 */
export function parseJson(text: string, place: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('MODEL_MALFORMED', `${place} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  if (isObject(value)) return value;
  throw new AppError('MODEL_MALFORMED', `${place} must be a JSON object`);
}
