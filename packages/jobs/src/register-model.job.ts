import { z } from 'zod';

/** Reads a model's graph and stores the model. */
export const REGISTER_MODEL = 'register-model';
export const REGISTER_MODEL_VERSION = 1;

const text = z.string().min(1);

export const registerModelPayload = z.object({
  /** A folder in the model folders, or `org/name[@revision][:variant]` on the hub. */
  reference: text,
  slug: text,
  name: text,
  /** null = a family named after the architecture. */
  family: z.object({ slug: text, name: text }).nullable(),
  description: text.nullable(),
  licence: text.nullable(),
});

export type RegisterModelPayload = z.infer<typeof registerModelPayload>;
