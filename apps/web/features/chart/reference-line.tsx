import type { ReactNode } from 'react';
import type { Area } from './drawing.ts';
import type { LegendEntry } from './legend-key.tsx';

/** A level to compare with, such as the dense model. */
export interface Reference {
  readonly y: number;
  readonly label: string;
}

const COLOR = 'var(--ink-2)';

interface ReferenceLineProps extends Reference {
  readonly area: Area;
  /** In a small panel it would cover the curves: there the legend names the line. */
  readonly isLabelled: boolean;
}

/** A horizontal line with its name at the right end; `y` in pixels. */
export function ReferenceLine({ area, y, label, isLabelled }: ReferenceLineProps): ReactNode {
  return (
    <>
      <line data-reference={label} x1={area.left} x2={area.right} y1={y} y2={y} stroke={COLOR} strokeWidth={1.25} />
      {isLabelled && (
        <text x={area.right} y={y - 6} textAnchor="end" fill={COLOR}>
          {label}
        </text>
      )}
    </>
  );
}

/** The entry of a level in the legend, for panels that do not name it. */
export function toLegendEntry({ label }: Reference): LegendEntry {
  return { label, mark: 'line', color: COLOR };
}
