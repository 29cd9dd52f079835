import type { ReactNode } from 'react';
import table from '../ui/table.module.css';
import type { Recorded } from './recorded.ts';

/** A line that says that a row was recorded elsewhere, and when; its title says where. Nothing for rows that were measured here. */
export function RecordedMark({ recording }: Recorded): ReactNode {
  if (recording === null) return null;
  const { recordedAt, device, command } = recording;
  return (
    <span className={table.sub} data-recorded title={`Measured on ${device}. Measure again with: ${command}`}>
      recorded {recordedAt.slice(0, 10)}
    </span>
  );
}
