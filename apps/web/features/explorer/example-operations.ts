/** Example operations; each works on every installation. */
export const EXAMPLE_OPERATIONS: readonly { readonly title: string; readonly query: string }[] = [
  {
    title: 'The most redundant layers',
    query: `# The five layers that change the stream least.
query MostRedundantLayers {
  layerScores(
    first: 5
    filter: { metrics: [BLOCK_INFLUENCE], canonical: true }
    orderBy: [{ field: MEAN }]
  ) {
    nodes {
      scoreRun { model { slug } }
      layerIndex
      mean
      confidenceInterval { low high }
      rank
      rankInterval { low high }
    }
  }
}`,
  },
  {
    title: 'What pruning costs',
    query: `# The retention of each model without a quarter of its layers.
query WhatPruningCosts($ratio: Float = 0.25) {
  leaderboard(first: 10, removedRatio: $ratio, strategy: BLOCK_INFLUENCE) {
    lane
    nodes {
      model { slug blockCount }
      averageRetention
      perplexityRatio
      cells { benchmark retention retentionStandardError }
    }
  }
}`,
  },
  {
    title: 'The queue, live',
    query: `# A subscription: one line per change of a job.
subscription TheQueue {
  jobs {
    kind
    status
    model { slug }
    progress { phase done total }
  }
}`,
  },
];
