import type { z } from 'zod';

/** All that programs know of one kind of job. The work itself is the scorer's handler of that kind. */
export interface JobDefinition {
  /** Verb and noun, as in 'score-model': what stored jobs and the file of the handler are called. */
  readonly kind: string;
  /** Raised when a worker of the former version could not read the payload. */
  readonly version: number;
  /** The verb that stands before a model's name where people follow the job, as in 'score'. */
  readonly verb: string;
  /** One sentence for readers of the API. */
  readonly description: string;
  /** The only shape of its options. Defaults are filled when a job is made, so a stored payload is complete. */
  readonly payload: z.ZodObject;
}

/** The complete payload of a job of this definition. */
export type PayloadOf<Definition extends JobDefinition> = z.output<Definition['payload']>;

/** The same as it is given: what has a default may be left out. */
export type PayloadInputOf<Definition extends JobDefinition> = z.input<Definition['payload']>;

/** A job as it is stored: its payload fits its kind and version. */
export interface KnownJob<Definition extends JobDefinition = JobDefinition> {
  readonly kind: Definition['kind'];
  readonly version: number;
  readonly payload: PayloadOf<Definition>;
}
