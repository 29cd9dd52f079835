import type { ReactNode } from 'react';
import type { Area } from './drawing.ts';

interface ReferenceLineProps {
  readonly area: Area;
  readonly y: number;
  readonly label: string;
  /** Whether the label stands below the line, because another's stands above. */
  readonly isBelow?: boolean;
}

/** A horizontal line with its name at the right end. */
export function ReferenceLine({ area, y, label, isBelow = false }: ReferenceLineProps): ReactNode {
  return (
    <>
      <line x1={area.left} x2={area.right} y1={y} y2={y} stroke="var(--ink-2)" strokeWidth={1.25} />
      <text x={area.right} y={isBelow ? y + 14 : y - 6} textAnchor="end" fill="var(--ink-2)">
        {label}
      </text>
    </>
  );
}
