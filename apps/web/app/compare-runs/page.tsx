import type { Metadata } from 'next';
import { CompareRuns } from '../../features/runs/compare-runs.tsx';
import panel from '../../features/ui/panel.module.css';

export const metadata: Metadata = { title: 'Compare runs' };

export default function Page() {
  return (
    <div className={panel.page}>
      <div>
        <h1>Compare two runs</h1>
        <p className={panel.lead}>
          Two outputs of lm-evaluation-harness with <code>--log_samples</code>, of any model: compared document by document, in your
          browser. No file leaves it. <code>lamina compare-runs A B</code> does the same on a command line.
        </p>
      </div>
      <CompareRuns />
    </div>
  );
}
