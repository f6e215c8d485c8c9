"""Refusals of files, batches and answers. Each says what to do next; nothing has been written when one is raised."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class FileRefused(Problem):
    """A file that cannot be read in. The subclasses say why."""

    code = "imports.file_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class FileEmpty(FileRefused):
    code = "imports.file_empty"
    sentence = _("There is nothing in this file.")
    next_step = _("Open it on your computer and look: perhaps another file was meant.")


class FileTooLarge(FileRefused):
    code = "imports.file_too_large"
    sentence = _("This file has {size} MB; at most {limit} MB can be read in at once.")
    next_step = _(
        "Take pictures and old sheets out of it, or split it by building, and send the parts one by one."
    )


class WrongKind(FileRefused):
    code = "imports.wrong_kind"
    sentence = _("This is {kind}, not a workbook.")
    next_step = _("Send an .xlsx, .xls or .csv file.")


class WebPage(FileRefused):
    code = "imports.web_page"
    sentence = _("This file is a web page that was only named {suffix}.")
    next_step = _("Open it in Excel or WPS, save it as .xlsx, and send that.")


class PasswordProtected(FileRefused):
    code = "imports.password_protected"
    sentence = _("This workbook is protected by a password.")
    next_step = _("Open it, take the password away under File, save it, and send it again.")


class FileDamaged(FileRefused):
    code = "imports.file_damaged"
    sentence = _("This file is damaged: it cannot be opened as a workbook.")
    next_step = _("Open it in Excel or WPS, save it under a new name as .xlsx, and send that.")


class EncodingUnknown(FileRefused):
    code = "imports.encoding_unknown"
    sentence = _("The characters of this text file cannot be read, neither as UTF-8 nor as GB18030.")
    next_step = _("Open it in Excel or WPS, save it as .xlsx, and send that.")


class SheetTooLarge(FileRefused):
    code = "imports.sheet_too_large"
    sentence = _(
        "The sheet “{sheet}” spans {rows} rows and {columns} columns; at most {limit} rows can be read in."
    )
    next_step = _("Delete what lies far to the right or far below, or split the sheet, and send it again.")


class NoSheetWithRows(FileRefused):
    code = "imports.no_sheet_with_rows"
    sentence = _("Every sheet of this workbook is empty.")
    next_step = _("Open it on your computer and look: perhaps another file was meant.")


class NoSuchSheet(FileRefused):
    code = "imports.no_such_sheet"
    sentence = _("This workbook has no sheet “{sheet}”. It has: {sheets}.")
    next_step = _("Name one of these.")


class NoHeadings(FileRefused):
    code = "imports.no_headings"
    sentence = _("No row of headings was found in the sheet “{sheet}”.")
    next_step = _(
        "It needs one row that names the columns, such as 姓名, 门牌, 电话. Add it, or choose another sheet."
    )


class NoPersonColumn(FileRefused):
    code = "imports.no_person_column"
    sentence = _("No column is matched with a name, so no row can become a person.")
    next_step = _("Choose the column with the names, then check again.")


class NoDoorColumn(FileRefused):
    code = "imports.no_door_column"
    sentence = _("No column is matched with a door, so nobody can be given a household.")
    next_step = _("Choose the column with the door or the address, then check again.")


class FieldTwice(FileRefused):
    code = "imports.field_twice"
    sentence = _("Two columns, {one} and {other}, are matched with “{field}”.")
    next_step = _("Leave one of them out.")


class NoSuchColumn(FileRefused):
    code = "imports.no_such_column"
    sentence = _("The sheet has no column “{column}”.")
    next_step = _("Name a column by its letter or its heading. The sheet has: {columns}.")


class NoSuchField(FileRefused):
    code = "imports.no_such_field"
    sentence = _("There is no field “{field}”.")
    next_step = _("Use one of these: {fields}.")


class BatchBusy(Problem):
    code = "imports.batch_busy"
    sentence = _("This import is at work already.")
    next_step = _("Wait until it has finished; the page shows how far it is.")


class WrongState(Problem):
    code = "imports.wrong_state"
    sentence = _("This cannot be done with an import that is “{state}”.")
    next_step = _("Load the page again to see what can be done now.")


class AreaBusy(Problem):
    code = "imports.area_busy"
    sentence = _("Another import, “{file}”, is being written in this area.")
    next_step = _("Wait until it has finished, then try again. Nothing was written by yours.")


class NothingToWrite(Problem):
    code = "imports.nothing_to_write"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("There is nothing to write: no row is new, and none changes anything.")
    next_step = _("Answer the open questions, or discard this import.")


class UndoTooLate(Problem):
    code = "imports.undo_too_late"
    sentence = _(
        "This import was written more than {days} days ago and can no longer be taken back as a whole."
    )
    next_step = _("Correct the households one by one; each keeps its earlier values.")


class NothingToUndo(Problem):
    code = "imports.nothing_to_undo"
    sentence = _("This import has written nothing, so there is nothing to take back.")
    next_step = _("Discard it instead.")


class AlreadyWritten(Problem):
    code = "imports.already_written"
    sentence = _("This row has been written already, so its answer can no longer be changed.")
    next_step = _("Correct the household itself, or take the whole import back.")


class NoSuchAnswer(Problem):
    code = "imports.no_such_answer"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This answer does not belong to the question.")
    next_step = _("Load the page again and choose one of the answers shown.")


class NoSuchImport(Problem):
    code = "imports.no_such_import"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no import “{id}”.")
    next_step = _("List them with: linli register imports --area CODE")
