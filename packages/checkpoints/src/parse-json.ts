import { AppError, parseJsonOrRefuse } from '@lamina/errors';
import type { Json } from './checkpoint.ts';

/** True if a parsed value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON object. @param place description of the text, for the message
 * @throws AppError MODEL_MALFORMED if it is not an object.
 */
export function parseJson(text: string, place: string): Json {
  const value = parseJsonOrRefuse('MODEL_MALFORMED', text, place);
  if (isObject(value)) return value;
  throw new AppError('MODEL_MALFORMED', `${place} must be a JSON object`);
}
