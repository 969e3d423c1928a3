import type { Suggestion } from "./complete";

/** Functions of PromQL and what they take; https://prometheus.io/docs/prometheus/2.42/querying/functions/ */
const functions: Readonly<Record<string, string>> = {
  abs: "(v) absolute values", absent: "(v) 1 when there is nothing", absent_over_time: "(range)", acos: "(v)", acosh: "(v)",
  asin: "(v)", asinh: "(v)", atan: "(v)", atanh: "(v)", avg_over_time: "(range) mean of the samples", ceil: "(v)",
  changes: "(range) how often the value changed", clamp: "(v, min, max)", clamp_max: "(v, max)", clamp_min: "(v, min)", cos: "(v)", cosh: "(v)",
  count_over_time: "(range) number of samples", day_of_month: "(v)", day_of_week: "(v)", day_of_year: "(v)", days_in_month: "(v)",
  deg: "(v)", delta: "(range) difference of a gauge", deriv: "(range) slope of a gauge", exp: "(v)", floor: "(v)",
  histogram_quantile: "(φ, v)", holt_winters: "(range, sf, tf)", hour: "(v)", idelta: "(range)", increase: "(range) growth of a counter", irate: "(range) rate of the last two samples",
  label_join: '(v, "dst", "sep", "src", ...)', label_replace: '(v, "dst", "replacement", "src", "regex")', last_over_time: "(range)",
  ln: "(v)", log10: "(v)", log2: "(v)", max_over_time: "(range)", min_over_time: "(range)", minute: "(v)", month: "(v)", pi: "()",
  predict_linear: "(range, seconds)", present_over_time: "(range)", quantile_over_time: "(φ, range)", rad: "(v)", rate: "(range) growth of a counter a second",
  resets: "(range) resets of a counter", round: "(v, to)", scalar: "(v)", sgn: "(v)", sin: "(v)", sinh: "(v)", sort: "(v)", sort_desc: "(v)", sqrt: "(v)",
  stddev_over_time: "(range)", stdvar_over_time: "(range)", sum_over_time: "(range)", tan: "(v)", tanh: "(v)", time: "()",
  timestamp: "(v) when it was sampled", vector: "(scalar)", year: "(v)",
  avg: "(v) over series", bottomk: "(k, v)", count: "(v) number of series", count_values: '("label", v)', group: "(v)", max: "(v) over series",
  min: "(v) over series", quantile: "(φ, v)", stddev: "(v)", stdvar: "(v)", sum: "(v) over series", topk: "(k, v)",
};

const keywords = ["and", "atan2", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or", "unless", "without"];

export const words: readonly Suggestion[] = [
  ...Object.entries(functions).map(([insert, detail]): Suggestion => ({ insert, detail, kind: "function" })),
  ...keywords.map((insert): Suggestion => ({ insert, detail: "", kind: "keyword" })),
];

export const durations: readonly Suggestion[] = ["1m", "5m", "15m", "30m", "1h", "6h", "1d", "7d"].map((insert) => ({ insert, detail: "", kind: "duration" }));
