-- title: Give free pages back
pragma incremental_vacuum
