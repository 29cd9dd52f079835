import type { ReactNode } from 'react';
import type { LayerReadingsQuery } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import styles from './strips.module.css';

type Agreement = LayerReadingsQuery['layerReadings']['agreements'][number];

/** Places of a scale on which dots are stacked. */
const SLOTS = 50;
const DOT_PIXELS = 8;

/** Whether two ways to ask the same model agree: one dot a model, from −1 (opposite) to 1 (same). */
export function Readings({ readings }: { readonly readings: LayerReadingsQuery['layerReadings'] }): ReactNode {
  const { title, detail, agreements } = readings;
  if (agreements.length === 0) return null;
  return (
    <Section id="agreement" title={title} intro={detail}>
      <div className={styles.pairs}>
        {agreements.map((agreement) => (
          <Pair key={agreement.pair} agreement={agreement} />
        ))}
        <div className={styles.pair} aria-hidden="true">
          <span />
          <div className={styles.ends}>
            <span>−1 opposite</span>
            <span>0</span>
            <span>1 same</span>
          </div>
        </div>
      </div>
    </Section>
  );
}

function Pair({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const { label, models, lowest, median, highest } = agreement;
  const stacks = [...Map.groupBy(models, ({ correlation }) => Math.round(((correlation + 1) / 2) * SLOTS))];
  const tallest = Math.max(...stacks.map(([, stack]) => stack.length));
  const format = (correlation: number): string => numbers.fixed(correlation, 2);
  return (
    <div className={styles.pair}>
      <span>{label}</span>
      <div className={styles.scale} style={{ height: Math.max(22, 12 + DOT_PIXELS * tallest) }} aria-hidden="true">
        {stacks.flatMap(([, stack]) =>
          stack.map(({ name, correlation }, place) => (
            <i
              key={name}
              title={`${name}: ${format(correlation)}`}
              style={{ left: `${50 * (correlation + 1)}%`, bottom: 6 + place * DOT_PIXELS }}
            />
          )),
        )}
      </div>
      <span>
        {models.length === 1 ? format(median) : `${format(lowest)} to ${format(highest)}, median ${format(median)}`}{' '}
        <small>n = {models.length}</small>
      </span>
    </div>
  );
}
