import type { ReactNode } from 'react';
import type { BoardRow } from './board-row.ts';

/** Says that a row was recorded elsewhere, and when; its title says where. Nothing for rows that were measured here. */
export function RecordedMark({ recording }: Pick<BoardRow, 'recording'>): ReactNode {
  if (recording === null) return null;
  const { recordedAt, device, command } = recording;
  return <span title={`Measured on ${device}. Measure again with: ${command}`}>recorded {recordedAt.slice(0, 10)}</span>;
}
