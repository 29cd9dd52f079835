import { memo, type ReactNode } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { COLOURS, colourOf, MARKED, readCells } from './read-strip.ts';
import styles from './strips.module.css';

/** Above this, gaps between cells would take more than the cells. */
const BLOCKS_WITH_GAPS = 64;

/** The cells of a strip: colour is rank within the model, dots mark the five that matter least, hatching what the source lacks. */
export const StripCells = memo(function StripCells({ strip }: { readonly strip: StripFactsFragment }): ReactNode {
  const { blockCount, order, ranks } = strip;
  const cells = readCells(strip);
  const width = blockCount <= BLOCKS_WITH_GAPS ? 0.94 : 1;
  const paths = Array.from({ length: COLOURS }, (_, colour) =>
    cells.flatMap((cell, block) =>
      cell !== null && colourOf(cell.rank, ranks.length) === colour ? [`M${block} 0h${width}v1h-${width}z`] : [],
    ),
  );
  return (
    <>
      {cells.map(
        (cell, block) =>
          cell === null && (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
              key={block}
              className={styles.missing}
              style={{ left: `${(100 * block) / blockCount}%`, width: `${100 / blockCount}%` }}
            />
          ),
      )}
      <svg viewBox={`0 0 ${blockCount} 1`} preserveAspectRatio="none" aria-hidden="true">
        {paths.map(
          (path, colour) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: a colour is its place
            path.length > 0 && <path key={colour} style={{ fill: `var(--rank-${colour})` }} d={path.join('')} />,
        )}
        <path
          className={styles.least}
          d={order
            .slice(0, MARKED)
            .map((block) => `M${block}.47 .5h.001`)
            .join('')}
        />
      </svg>
    </>
  );
});
