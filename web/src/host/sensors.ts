import type { TaggedPoint } from "../live/tagged";
import type { SensorName } from "./charts";

/** From the points that tell what chips and their sensors are called. */
export function sensorNames(chips: readonly TaggedPoint[], sensors: readonly TaggedPoint[]): SensorName {
  const chipNames = new Map(chips.map(({ tags }) => [tags.chip, tags.chip_name]));
  const labels = new Map(sensors.map(({ tags }) => [`${tags.chip} ${tags.sensor}`, tags.label]));
  return ({ chip = "", sensor = "" }) => `${chipNames.get(chip) ?? chip} ${labels.get(`${chip} ${sensor}`) ?? sensor}`;
}
