import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

const SLUG = 'lamina-llama-8';

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

const SUBMIT = `mutation {
  submitStudy(input: {
    models: ["${SLUG}"], calibration: "invented-world", window: 64, strategies: [BLOCK_INFLUENCE], counts: [1], benchmarks: ["country-facts"]
    efficiency: true, precisions: [INT8], priority: 100, idempotencyKey: "e2e quantization"
  }) { studies { id } }
}`;

const TABLE = `{
  model(slug: "${SLUG}") {
    quantizationTable { rows { model precision removed removedCount averageAccuracy weightsBytes } }
  }
  efficiencies(first: 100, filter: { models: ["${SLUG}"] }) { nodes { id } }
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
  await page.close();
}
