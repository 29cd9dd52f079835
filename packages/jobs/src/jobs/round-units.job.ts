import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';
import { materialName, OPTIONS } from '../options.ts';

/** Measures where bits matter: how far each unit of a model, rounded alone, moves the next tokens. */
export const ROUND_UNITS = {
  kind: 'round-units',
  version: 1,
  verb: 'round units of',
  description: 'Measures how far the next tokens move if one attention, one MLP, the embedding or the head alone is rounded to a type.',
  payload: z.object({
    revisionId: z.uuid(),
    types: OPTIONS.roundings.min(1),
    text: option(materialName, 'Text', 'Name of the text that the model reads, in the windows of text-loss@1.'),
    /** Two windows of 512 tokens rank the units of a model; each unit and type reads them again. */
    windows: option(z.int().min(1).max(1024).default(2), 'Windows', 'Read only this number of windows from the start.', 'windows'),
  }),
} as const satisfies JobDefinition;

export type RoundUnitsPayload = z.output<typeof ROUND_UNITS.payload>;
