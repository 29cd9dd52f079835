import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';

/** Folder of the data folder that holds uploaded models, each in a folder with its short name. API and workers share it. */
export const UPLOADED_MODELS = 'uploaded-models';

const text = z.string().min(1);

/** Reads a model's graph and stores the model. */
export const REGISTER_MODEL = {
  kind: 'register-model',
  version: 1,
  verb: 'register',
  description: "Reads a model's graph and stores the model.",
  payload: z.object({
    /** A folder in the model folders, or `org/name[@revision][:variant]` on the hub. */
    reference: text,
    slug: text,
    name: text,
    /** null = a family named after the architecture. */
    family: z.object({ slug: text, name: text }).nullable().default(null),
    description: text.nullable().default(null),
    licence: text.nullable().default(null),
    /** True if the reference is a folder of UPLOADED_MODELS. */
    isUploaded: z.boolean().default(false),
  }),
} as const satisfies JobDefinition;

export type RegisterModelPayload = z.output<typeof REGISTER_MODEL.payload>;
