import type { TaggedPoint } from "../live/tagged";

export interface FileSystem {
  mountpoint: string;
  device: string;
  type: string;
  stale: boolean;
  /** Bytes. */
  size: number | undefined;
  /** For users; what root keeps is not theirs. */
  available: number | undefined;
  /** % that users cannot have. */
  used: number | undefined;
  /** %. */
  inodes: number | undefined;
  readOnly: boolean | undefined;
  failing: boolean;
}

/** Part that users cannot have, %; undefined while it is not known. */
export function usedPercent(size: number | undefined, available: number | undefined): number | undefined {
  return !size || available === undefined ? undefined : 100 * (1 - available / size);
}

/** The fullest first. */
export function fileSystems(points: readonly TaggedPoint[]): FileSystem[] {
  return points.map(({ tags, stale, v }): FileSystem => {
    const { node_filesystem_size_bytes: size, node_filesystem_avail_bytes: available, node_filesystem_files: files, node_filesystem_files_free: filesFree, node_filesystem_readonly: readOnly } = v;
    return {
      mountpoint: tags.mountpoint ?? "", device: tags.device ?? "", type: tags.fstype ?? "", stale, size, available,
      used: usedPercent(size, available),
      inodes: !files || filesFree === undefined ? undefined : 100 * (1 - filesFree / files),
      readOnly: readOnly === undefined ? undefined : readOnly === 1, failing: v.node_filesystem_device_error === 1,
    };
  }).sort((a, b) => (b.used ?? -1) - (a.used ?? -1) || (a.mountpoint < b.mountpoint ? -1 : 1));
}
