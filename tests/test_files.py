import pytest

from retrieval.files import native_writing


@pytest.mark.parametrize(
    "error",
    [
        ValueError("An IO error occurred: 'No space left on device (os error 28)'"),
        ValueError("Internal error: 'Input/output error (os error 5)'"),
        ValueError(
            "An error occurred in a thread: 'A worker thread encountered an error (io::Error most likely) or panicked.'"
        ),
        RuntimeError("Error in write_index: could not open x for writing: Permission denied\nmore"),
    ],
)
def test_what_native_libraries_raise_over_a_disk_is_told_as_the_disks(error: Exception) -> None:
    with pytest.raises(OSError, match=r"^\[Errno 5\] (An|Internal|Error)") as caught, native_writing():
        raise error
    assert caught.value.strerror == str(error).splitlines()[0]


def test_any_other_error_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="shape"), native_writing():
        raise ValueError("shape mismatch")
