import { read, useNow, useRows, type Reading } from "../live/hooks";
import { topicName } from "../live/pattern";
import { asPoint } from "../live/point";

const patterns = ["points/nodewatch/*/*"];

/** The program watches itself as one node; whatever its name. */
export function useOwnReading(): (measurement: string, series: string) => Reading {
  const rows = useRows(patterns);
  const now = useNow();
  return (measurement, series) => {
    const row = rows.find(([topic, , value]) => topicName(topic.split("/")[3] ?? "") === measurement && asPoint(value)?.v[series] !== undefined);
    return read(asPoint(row?.[2]), series, now);
  };
}
