"""Where the journal may stand: which file system a path is on, and whether that is somewhere else."""

from __future__ import annotations

import pytest

from console.guard.journal_place import is_network, kind_at, linux_mounts, macos_mounts

MOUNTINFO = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:35 / /home rw,relatime shared:2 - nfs4 files:/home rw,vers=4.2
41 40 0:36 / /home/ann/local\040disk rw - xfs /dev/vdb rw
42 22 0:37 / /mnt rw - ext4 /dev/vdc rw
43 22 0:38 / /mnt rw master:3 - cifs //files/share rw
"""

MACOS = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ann@files/home on /Volumes/my (odd) home (smbfs, nodev, nosuid, mounted by ann)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/home/ann/.local/state", "nfs4"),
        ("/homes", "ext4"),
        ("/home/ann/local disk/state", "xfs"),
        ("/mnt/x", "cifs"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert kind_at(path, linux_mounts(MOUNTINFO)) == kind


def test_the_file_system_of_a_path_on_macos() -> None:
    assert kind_at("/Volumes/my (odd) home/state", macos_mounts(MACOS)) == "smbfs"
    assert kind_at("/Users/ann", macos_mounts(MACOS)) == "apfs"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse", "virtiofs", "afpfs"])
def test_network_file_systems_are_known(kind: str) -> None:
    assert is_network(kind)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "fuseblk"])
def test_local_file_systems_are_known(kind: str) -> None:
    assert not is_network(kind)
