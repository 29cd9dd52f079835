import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

const SLUG = 'lamina-llama-8';
const BENCHMARK = 'country-facts';

interface Answer {
  readonly model: {
    readonly quantizationTable: {
      readonly rows: readonly {
        readonly model: string;
        readonly precision: string;
        readonly removed: readonly number[];
        readonly removedCount: number;
        readonly averageAccuracy: number | null;
        readonly weightsBytes: number | null;
      }[];
    };
  };
  readonly efficiencies: { readonly nodes: readonly { readonly id: string }[] };
}

interface Baselines {
  readonly model: {
    readonly strategyComparison: {
      readonly steps: readonly { readonly equalBytes: { readonly precision: string; readonly retention: number } | null }[];
    };
  };
}

const SUBMIT = `mutation {
  submitStudy(input: {
    models: ["${SLUG}"], calibration: "invented-world", window: 64, strategies: [BLOCK_INFLUENCE], counts: [1], benchmarks: ["${BENCHMARK}"]
    efficiency: true, precisions: [INT8], priority: 100, idempotencyKey: "e2e quantization"
  }) { studies { id } }
}`;

const TABLE = `{
  model(slug: "${SLUG}") {
    quantizationTable { rows { model precision removed removedCount averageAccuracy weightsBytes } }
  }
  efficiencies(first: 100, filter: { models: ["${SLUG}"] }) { nodes { id } }
}`;

const BASELINES = `{
  model(slug: "${SLUG}") { strategyComparison(benchmark: "${BENCHMARK}") { steps { equalBytes { precision retention } } } }
}`;

/** A quantized model: fewer bits compared with fewer blocks, and the savings of a removal. */
export async function checkQuantization(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('quantized forms stand beside the original, whole and without blocks, with the API’s numbers', async () => {
    await stack.write(SUBMIT);
    const { quantizationTable } = await waitFor('the quantized form to be measured', async () => {
      const { model } = await stack.query<Answer>(TABLE);
      return model.quantizationTable.rows.some(
        (row) => row.precision === 'int8' && row.removedCount === 1 && row.averageAccuracy !== null && row.weightsBytes !== null,
      )
        ? model
        : null;
    });
    await page.goto(`${stack.webUrl}/models/${SLUG}`);
    for (const { model, removed, averageAccuracy, weightsBytes } of quantizationTable.rows) {
      const row = page.locator(`tr[data-quantization="${model}/${removed.join('-')}"]`);
      assert.equal(await row.count(), 1, `${model} without ${removed}`);
      assert.equal(await row.locator('td[data-column="accuracy"]').getAttribute('data-value'), String(averageAccuracy ?? ''));
      assert.equal(await row.locator('td[data-column="weights"]').getAttribute('data-value'), String(weightsBytes ?? ''));
    }
  });

  await checks.check('speed and memory are listed once for each measurement', async () => {
    const { efficiencies } = await stack.query<Answer>(TABLE);
    assert.ok(efficiencies.nodes.length >= 2);
    for (const { id } of efficiencies.nodes) assert.equal(await page.locator(`tr[data-efficiency="${id}"]`).count(), 1);
  });

  await checks.check('the whole model in fewer bits stands beside removals as the baseline of equal bytes', async () => {
    const { model } = await stack.query<Baselines>(BASELINES);
    const [step] = model.strategyComparison.steps;
    assert.equal(step?.equalBytes?.precision, 'int8');
    await page.goto(`${stack.webUrl}/models/${SLUG}?benchmark=${BENCHMARK}`);
    const kept = step.equalBytes.retention.toFixed(3);
    await page.getByText(`the whole model quantized to int8 keeps ${kept}`).waitFor();
  });
  await page.close();
}
