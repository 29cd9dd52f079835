import { field, outputType } from '../../paging/field.ts';

@outputType('Why a job or an attempt failed.')
export class JobError {
  @field(String, 'Machine-readable code.') readonly code!: string;
  @field(String, 'Human-readable message.') readonly message!: string;
}

/** Errors with other codes have messages for users. An internal message may contain details that users must not see. */
const INTERNAL_CODE = 'INTERNAL_SERVER_ERROR';

/** A stored error as the API shows it. The text of an internal error stays in the database and the log. */
export function toJobError(code: string | null, message: string | null): JobError | null {
  if (code === null) return null;
  if (code === INTERNAL_CODE) return { code, message: "An internal error occurred; the scorer's log has the details." };
  // A code may say all: its message is then empty.
  return { code, message: message ?? '' };
}
