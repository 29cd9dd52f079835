import type { RecordingFactsFragment } from '../../generated/graphql.ts';

/** A measured row; the recording is null if it was measured here. */
export interface Recorded {
  readonly recording: RecordingFactsFragment | null;
}
