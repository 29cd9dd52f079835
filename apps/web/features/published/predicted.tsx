'use client';

import type { ReactNode } from 'react';
import type { PredictQuery } from '../../generated/graphql.ts';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { getPublishedStyle } from '../chart/series-style.ts';
import panel from '../ui/panel.module.css';
import { CreditLine } from './credit-line.tsx';

/** Which blocks of a model probably tolerate rounding, read from a relative. */
export type Prediction = PredictQuery['predict'];

/** A prediction with its error, as a sentence and a chart. */
export function Predicted({ prediction }: { readonly prediction: Prediction }): ReactNode {
  const { sentence, sensitivity, name, neighbour, source } = prediction;
  return (
    <div className={panel.stack} data-prediction>
      <p role="status">{sentence}</p>
      {sensitivity && (
        <LineChart
          name="prediction"
          file={`Predicted, ${name}`}
          title={`Predicted, not measured: read from ${neighbour}`}
          series={[
            {
              name: 'predicted sensitivity to rounding',
              points: sensitivity.map((y, x) => ({ x, y, low: null, high: null })),
              style: { ...getPublishedStyle(0), dash: '2 3' },
            },
          ]}
          summary={`Multiple of the geometric mean over the inner blocks. Low = tolerates rounding. ${source.credit}`}
          xTitle="Block (0 is nearest the input)"
          yTitle="× inner mean"
          yScale={chooseScale(sensitivity)}
          digits={2}
          wholeX
          height={260}
        />
      )}
      <CreditLine sources={[source]} />
    </div>
  );
}
