import { LAYER_OPERATIONS, type LayerOperation } from '@lamina/metrics';
import { createLoader, createSerializer, parseAsStringLiteral } from 'nuqs/server';

/** The choices of the picture of many models, as stored in the URL. */
export const stripsParsers = {
  operation: parseAsStringLiteral(LAYER_OPERATIONS).withDefault('removed'),
  /** As a picture, or every cell of it as a row. */
  view: parseAsStringLiteral(['picture', 'table']).withDefault('picture'),
};

/** Reads the URL of a request. */
export const loadStripsParams = createLoader(stripsParsers);

const serialize = createSerializer(stripsParsers);

/** The address of the picture of an operation. */
export function toModelsHref(operation: LayerOperation, view: 'picture' | 'table' = 'picture'): `/models${string}` {
  return serialize('/models', { operation, view }) as `/models${string}`;
}
