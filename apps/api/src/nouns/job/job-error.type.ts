import { field, outputType } from '../../paging/field.ts';

@outputType('Why a job or an attempt failed.')
export class JobError {
  @field(String, 'Code for programs.') readonly code!: string;
  @field(String, 'Message for people.') readonly message!: string;
}

/** Codes whose messages are written for users. Anything else may name what users must not see. */
const INTERNAL_CODE = 'INTERNAL_SERVER_ERROR';

/** A stored error as the API shows it; the text of an internal one stays in the database and the log. */
export function toJobError(code: string | null, message: string | null): JobError | null {
  if (code === null) return null;
  return { code, message: code === INTERNAL_CODE ? "Something went wrong inside; the scorer's log has the details." : (message ?? '') };
}
