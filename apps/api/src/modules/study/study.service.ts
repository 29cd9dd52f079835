import type { Database, Enqueue } from '@lamina/database';
import type { SubmitStudyInput } from './submit-study.input.ts';

export class StudyService {
  constructor(_parts: { readonly database: Database; readonly enqueue: Enqueue }) {}
  /** Writes one study per model with its jobs; answers their keys in the order of the input. */
  async submitStudy(_input: SubmitStudyInput): Promise<readonly string[]> {
    throw new Error('not yet');
  }
}
